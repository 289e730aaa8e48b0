package cafe.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Varint;
import cafe.testkit.Letters;
import cafe.wire.Frames;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeObjectList;
import cafe.wire.pb.CafeStore;
import cafe.wire.pb.Message;
import cafe.wire.pb.Message.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The outbox of the original's clients: a batch ends at the first object that is not taken, and
 * what was in five batches that ended so is dropped, sent or not.
 */
abstract class UnsentObjectsContract extends StreamContract {

  /** One that is longer than a request may be stands first, and takes no other with it. */
  @Test
  void anObjectThatIsTooLongCostsOnlyItself() throws IOException {
    byte[] tooLong = ("too long to be sent to " + ada.peer()).getBytes(StandardCharsets.UTF_8);
    byte[] one = ("one of " + ada.peer()).getBytes(StandardCharsets.UTF_8);
    byte[] two = ("two of " + ada.peer()).getBytes(StandardCharsets.UTF_8);
    List<String> batch = List.of(Letters.id(tooLong), Letters.id(one), Letters.id(two));
    assertThat(lacking(batch)).containsExactlyElementsOf(batch);
    client.stream().output().write(Varint.encode(Frames.MAX_REQUEST + 1));
    assertThatThrownBy(client::next).isInstanceOf(IOException.class);
    client.reopen();
    assertThat(lacking(batch)).containsExactly(batch.get(1), batch.get(2), batch.get(0));
    store(one);
    store(two);
    assertThat(lacking(batch)).containsExactly(batch.get(0));
  }

  /** Sixteen MiB that are encrypted: twelve bytes of a nonce and sixteen of a tag more. */
  @Test
  void anObjectOfSixteenMebibytesIsTaken() throws IOException {
    byte[] file = new byte[16 * 1024 * 1024 + 28];
    new Random(16).nextBytes(file);
    store(file);
    assertThat(lacking(List.of(Letters.id(file)))).isEmpty();
  }

  private List<String> lacking(List<String> cids) throws IOException {
    Message answer =
        client.ask(
            Type.CAFE_STORE,
            CafeStore.newBuilder().setToken(ada.access()).addAllCids(cids).build());
    return Payloads.unpack(answer.getPayload(), CafeObjectList.getDefaultInstance()).getCidsList();
  }
}
