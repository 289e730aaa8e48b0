package cafe.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.storage.Contents;
import cafe.testkit.RawHttp;
import cafe.wire.pb.CafeObject;
import cafe.wire.pb.CafeUnstore;
import cafe.wire.pb.CafeUnstoreThread;
import cafe.wire.pb.Message.Type;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The original's weaknesses in its store, each as the bytes that an attacker sends. */
abstract class ContentAttacksContract extends Attack {

  private static final String FORM =
      "Content-Type: multipart/form-data; boundary=" + Belongings.BOUNDARY;

  private List<String> things() {
    return List.of(victim.cid(), victim.directory(), victim.letterId());
  }

  private void unstoreAll() throws IOException {
    for (String cid : things()) {
      assertThat(send("DELETE", "/api/v1/store/" + cid, NONE, as(mallory)).status())
          .as("there is nothing of hers")
          .isEqualTo(204);
      CafeUnstore unstore =
          CafeUnstore.newBuilder().setToken(mallory.access()).addCids(cid).build();
      assertThat(serve(mallory, sealed(mallory, Type.CAFE_UNSTORE, unstore)).status())
          .isEqualTo(200);
    }
  }

  /** By whom has none of it, and by whom has all of it, with references of her own. */
  @Test
  void w7UnstoringWhatAnotherKeeps() throws IOException {
    unstoreAll();
    victim.assertUntouched();
    byte[] asked = json("{\"cids\":[\"" + String.join("\",\"", things()) + "\"]}");
    String type = "Content-Type: application/json";
    String missing = send("POST", "/cafe/v1/storage/missing", asked, as(mallory), type).text();
    assertThat(missing).as("all is here, and now hers too").isEqualTo("{\"cids\":[]}");
    unstoreAll();
    victim.assertUntouched();
    String thread = "/api/v1/threads/t";
    assertThat(send("DELETE", thread, NONE, as(mallory)).status()).isEqualTo(204);
    CafeUnstoreThread unstore =
        CafeUnstoreThread.newBuilder().setToken(mallory.access()).setId("t").build();
    assertThat(serve(mallory, sealed(mallory, Type.CAFE_UNSTORE_THREAD, unstore)).status())
        .isEqualTo(200);
    victim.assertUntouched();
  }

  /** In each of the names that the victim's things have, beside something good, by each route. */
  @Test
  void w8ContentUnderAnothersName() throws IOException {
    byte[] good = json("something of " + mallory.peer());
    String goodCid = Contents.file(good).root().toString();
    byte[] evil = json("{\"Links\":[],\"Data\":\"evil\"}");
    for (String cid : things()) {
      String first = Belongings.part(goodCid) + new String(good, ISO_8859_1) + "\r\n";
      byte[] form = RawHttp.request(first, Belongings.form(cid, evil));
      assertThat(refusal("PUT", "/api/v1/store", form, FORM, as(mallory)))
          .isEqualTo("cid-mismatch");
      assertThat(refusal("GET", "/ipfs/" + goodCid, NONE))
          .as("nothing of it")
          .isEqualTo("not-found");
      CafeObject.Builder object = CafeObject.newBuilder().setToken(mallory.access()).setCid(cid);
      CafeObject data = object.setData(ByteString.copyFrom(evil)).build();
      assertThat(refusedByEnvelope(mallory, Type.CAFE_OBJECT, data)).startsWith("400 ");
      CafeObject node = object.clearData().setNode(ByteString.copyFrom(evil)).build();
      assertThat(refusedByEnvelope(mallory, Type.CAFE_OBJECT, node)).startsWith("400 ");
    }
    victim.assertUntouched();
  }
}
