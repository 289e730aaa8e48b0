package cafe.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Database;
import cafe.database.Statements;
import cafe.ipld.Cid;
import cafe.ipld.dagpb.PbNode;
import cafe.testkit.Letters;
import cafe.testkit.RawHttp;
import cafe.testkit.TestDevice;
import cafe.wire.pb.CafePublishPeer;
import cafe.wire.pb.Message.Type;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The original's weaknesses in its inbox, each as the bytes that an attacker sends. */
abstract class MailAttacksContract extends Attack {

  private static final Cid NOWHERE = Cid.parse("QmQVUQ5CT8devYyShHYoJ5NqtoZMFLZ9gZoTS2awa5UbXD");

  @Inject Database database;
  @Inject Statements statements;

  private TestDevice recipient() {
    return TestDevice.create().register(base, token);
  }

  private byte[] letter(String id, TestDevice reader) throws IOException {
    RawHttp.Answer answer = send("GET", "/cafe/v1/inbox/" + id, NONE, as(reader));
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void w9EnvelopesThatCrashedTheOriginal() throws IOException {
    TestDevice author = victim.author();
    String inbox = "/api/v1/inbox/" + author.peer() + "/" + victim.device().peer();
    byte[] block = json("a block");
    PbNode empty = new PbNode(List.of(), ByteBuffer.wrap(new byte[] {8, 1}));
    for (byte[] odd : List.of(NONE, new byte[] {7, 7, 7}, new byte[] {0x12, 0})) {
      assertThat(refusal("POST", inbox, odd)).isEqualTo("envelope-invalid");
      assertThat(refusal("POST", "/api/v1/search", odd, as(mallory))).isEqualTo("envelope-invalid");
    }
    for (byte[] odd :
        List.of(
            sealed(author, Type.THREAD_ENVELOPE, null),
            sealed(author, Type.THREAD_ENVELOPE, CafePublishPeer.getDefaultInstance()),
            Letters.envelope(author, block, empty))) {
      assertThat(refusal("POST", inbox, odd)).isIn("envelope-invalid", "content-invalid");
    }
    CafePublishPeer nobody = CafePublishPeer.newBuilder().setToken(mallory.access()).build();
    assertThat(refusedByEnvelope(mallory, Type.CAFE_PUBLISH_PEER, nobody)).startsWith("400 ");
    victim.assertUntouched();

    TestDevice ada = recipient();
    byte[] withoutParents = Letters.envelope(author, block, List.of());
    assertThat(deliver(author, ada, withoutParents)).as("no parents").isEqualTo(200);
    assertThat(letter(Letters.id(withoutParents), ada)).isEqualTo(withoutParents);
  }

  @Test
  void w10RecipientsWithSql() throws IOException {
    String from = mallory.peer().toString();
    byte[] letter = Letters.of(mallory, "for everybody");
    long before = messages();
    for (String to :
        List.of(
            "%27%20or%20%271%27%3D%271",
            "%27%20or%201%3D1%20--",
            "%25",
            "_",
            "x%27%3B%20delete%20from%20inbox_messages%3B%20--",
            victim.device().peer() + "%27%20--",
            "%27%20union%20select%201%20--")) {
      assertThat(deliver(from, to, letter)).as("%s, as ever", to).isEqualTo(200);
      assertThat(deliver(to, victim.device().peer().toString(), letter)).as(to).isEqualTo(200);
    }
    assertThat(messages()).as("nothing is kept for nobody").isEqualTo(before);
    victim.assertUntouched();
  }

  private long messages() {
    return database.read(
        () ->
            statements
                .query(
                    "select count(*) from inbox_messages",
                    statement -> {},
                    result -> result.getLong(1))
                .getFirst());
  }

  /** One envelope has one id, whoever gets it. */
  @Test
  void w11DeletingWhatAnotherRecipientHasToo() throws IOException {
    assertThat(deliver(victim.author(), mallory, victim.letter())).isEqualTo(200);
    assertThat(check(mallory)).contains(victim.letterId());
    String own = "/api/v1/inbox/" + mallory.peer();
    assertThat(send("DELETE", own, NONE, as(mallory)).status()).isEqualTo(200);
    assertThat(check(mallory)).doesNotContain(victim.letterId());
    victim.assertUntouched();

    assertThat(deliver(victim.author(), mallory, victim.letter())).isEqualTo(200);
    assertThat(check(mallory)).contains(victim.letterId());
    byte[] read = json("{\"ids\":[\"" + victim.letterId() + "\"]}");
    String type = "Content-Type: application/json";
    for (int i = 0; i < 2; i++) {
      RawHttp.Answer answer =
          send("POST", "/cafe/v1/inbox/acknowledgements", read, as(mallory), type);
      assertThat(answer.status()).isEqualTo(204);
    }
    assertThat(check(mallory)).doesNotContain(victim.letterId());
    victim.assertUntouched();
  }

  /** A letter that is sent while its recipient reads another. */
  @Test
  void w11DeletingWhatCameAfterTheCheck() throws IOException {
    TestDevice ada = recipient();
    byte[] seen = Letters.of(mallory, "seen by " + ada.peer());
    byte[] late = Letters.of(mallory, "not seen by " + ada.peer());
    assertThat(deliver(mallory, ada, seen)).isEqualTo(200);
    assertThat(check(ada)).contains(Letters.id(seen));
    assertThat(deliver(mallory, ada, late)).isEqualTo(200);
    String own = "/api/v1/inbox/" + ada.peer();
    assertThat(send("DELETE", own, NONE, as(ada)).text()).isEqualTo("{\"more\":true}");
    assertThat(check(ada)).contains(Letters.id(late)).doesNotContain(Letters.id(seen));
    assertThat(letter(Letters.id(late), ada)).isEqualTo(late);
    victim.assertUntouched();
  }

  @Test
  void w13LettersInAnothersName() throws IOException {
    String author = victim.author().peer().toString();
    String to = victim.device().peer().toString();
    byte[] forged = Letters.of(mallory, "the author's words, honestly");
    byte[] changed = Letters.of(victim.author(), "send it to A");
    int at = new String(changed, ISO_8859_1).indexOf("to A") + 3;
    changed[at] = 'B';
    for (String from : List.of(author, to, "xyz", mallory.peer() + "1")) {
      assertThat(deliver(from, to, forged)).as("%s, as ever", from).isEqualTo(200);
    }
    assertThat(deliver(author, to, changed)).as("another text").isEqualTo(200);
    byte[] anothers = Letters.of(victim.author(), "not from Mallory");
    assertThat(deliver(mallory.peer().toString(), to, anothers)).isEqualTo(200);
    victim.assertUntouched();
  }

  /** The original looked for it a minute long, and then the letter was lost. */
  @Test
  void w21LettersThatNameWhatNobodyHas() throws IOException {
    TestDevice ada = recipient();
    byte[] block = ("for " + ada.peer()).getBytes(UTF_8);
    byte[] letter = Letters.envelope(mallory, block, List.of(Letters.parents(NOWHERE)));
    assertThat(deliver(mallory, ada, letter)).isEqualTo(200);
    assertThat(check(ada)).contains(Letters.id(letter));
    assertThat(letter(Letters.id(letter), ada)).isEqualTo(letter);
    victim.assertUntouched();
  }
}
