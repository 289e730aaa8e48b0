package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged cafe's inbox, and bitswap, with clients on the original's stack. */
@Tag("interop")
@ExtendWith(SharedCafe.class)
class OldTextileMailIT {
  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private CafeProcess cafe;
  private ForeignPeer peers;

  @BeforeEach
  void start(CafeProcess shared) throws IOException {
    cafe = shared;
    peers = ForeignPeer.oldTextile();
  }

  @AfterEach
  void stop() throws IOException {
    peers.close();
  }

  /** W11: both recipients of one envelope keep it until they themselves have deleted it. */
  @Test
  void bothRecipientsGetTheMessageAndItsContentStaysAfterTheDelete() {
    OldClient ann = OldClient.registered(peers, "ann", cafe);
    OldClient bob = OldClient.registered(peers, "bob", cafe);
    OldClient sender = new OldClient(peers, "sender", cafe);
    byte[] firstBlock = random(600_000);
    OldClient.ThreadMessage first = sender.threadMessage(firstBlock, OldClient.EMPTY_DIRECTORY);
    String parents = parents(sender, first.node());
    OldClient.ThreadMessage second = sender.threadMessage(random(1000), parents);
    for (OldClient recipient : List.of(ann, bob)) {
      sender.deliver(first, recipient.id());
      sender.deliver(second, recipient.id());
    }
    sender.call("stop");

    assertListed(ann.check(), sender, first, second);
    assertThat(ann.fetch(first.cid())).isEqualTo(first.bytes());
    assertThat(ann.deleteChecked()).isFalse();
    assertThat(ann.check()).isEmpty();

    assertListed(bob.check(), sender, first, second);
    assertThat(bob.deleteChecked()).isFalse();
    for (OldClient late : List.of(bob, new OldClient(peers, "late", cafe))) {
      assertThat(late.fetch(second.cid())).isEqualTo(second.bytes());
      assertThat(late.call("object.get", "cid", second.node()).path("links")).hasSize(2);
      assertThat(late.call("object.get", "cid", parents).path("links")).hasSize(1);
      assertThat(late.fetch(first.block())).isEqualTo(firstBlock);
    }
  }

  private static void assertListed(
      JsonNode page, OldClient sender, OldClient.ThreadMessage... messages) {
    assertThat(page).hasSize(messages.length);
    for (int i = 0; i < messages.length; i++) {
      assertThat(page.path(i).path("id").asText()).isEqualTo(messages[i].cid());
      assertThat(page.path(i).path("peer").asText()).isEqualTo(sender.id());
    }
  }

  /** The node of earlier updates, which only this client has: the cafe fetches it. */
  private static String parents(OldClient sender, String earlier) {
    JsonNode json =
        ForeignPeer.json(
            "{\"Links\":[{\"Name\":\"0\",\"Hash\":\"%s\",\"Size\":9}],\"Data\":\"\\u0008\\u0001\"}"
                .formatted(earlier));
    return sender.call("object.put", "json", json).path("cid").asText();
  }

  /** The original can leave out the block; it is then on the sender alone. */
  @Test
  void aBlockThatWasLeftOutIsFetchedFromTheSender() {
    OldClient ann = OldClient.registered(peers, "ann", cafe);
    OldClient sender = new OldClient(peers, "sender", cafe);
    byte[] block = random(900_000);
    OldClient.ThreadMessage message = sender.threadMessage(block, OldClient.EMPTY_DIRECTORY, false);
    sender.deliver(message, ann.id());
    sender.call("stop");
    assertListed(ann.check(), sender, message);
    assertThat(ann.fetch(message.block())).isEqualTo(block);
  }

  /** W21: a message counts, whatever it names. */
  @Test
  void aMessageWhoseParentsNobodyHasIsKept() {
    OldClient ann = OldClient.registered(peers, "ann", cafe);
    OldClient sender = new OldClient(peers, "sender", cafe);
    String parents = parents(sender, OldClient.EMPTY_DIRECTORY.replace("A3Nn", "A3Nm"));
    sender.call("block.delete", "cid", parents);
    OldClient.ThreadMessage message = sender.threadMessage(random(10), parents);
    sender.deliver(message, ann.id());
    assertListed(ann.check(), sender, message);
    assertThat(ann.fetch(message.cid())).isEqualTo(message.bytes());
    ann.assertOneStream();
  }

  @Test
  void mailIsToldOverPubsub() {
    OldClient ann = OldClient.registered(peers, "ann", cafe);
    String topic = OldClient.TOPIC + "/" + ann.id();
    ann.call("pubsub.subscribe", "topic", topic);
    OldClient sender = new OldClient(peers, "sender", cafe);
    JsonNode mail =
        Patience.until(
            () ->
                sender.deliver(
                    sender.threadMessage(random(10), OldClient.EMPTY_DIRECTORY), ann.id()),
            () -> ann.callFor(MOMENT, "pubsub.next", "topic", topic));
    assertThat(mail.path("from").asText()).isEqualTo(cafe.peer());
    assertThat(mail.path("envelope").path("type").asInt()).isEqualTo(65);
    assertThat(mail.path("envelope").path("verified").asBoolean()).isTrue();
    assertThat(mail.path("envelope").path("response").asBoolean()).isFalse();
    assertThat(mail.path("envelope").has("payload")).isFalse();
  }

  /** A want for what is not here is answered when it comes, and holds up nobody meanwhile. */
  @Test
  void whoeverAskedTooEarlyGetsTheBlockWhenItComes() throws Exception {
    OldClient ann = OldClient.registered(peers, "ann", cafe);
    byte[] early = random(100);
    String there = ann.store(early);
    byte[] late = random(200_000);
    String cid = ann.call("file.add", "base64", OldClient.base64(late)).path("cid").asText();

    OldClient other = new OldClient(peers, "other", cafe);
    CompletableFuture<JsonNode> want = other.begin(LONG, "block.get", "cid", cid);
    Patience.until(() -> other.call("bitswap.stat").path("wanted").asInt() == 1);
    // Wants are told in their order: when this one is answered, the first has been heard.
    assertThat(other.fetch(there)).isEqualTo(early);
    assertThat(want).isNotDone();
    assertThat(ann.store(late)).isEqualTo(cid);
    JsonNode got = ForeignPeer.await("block.get", LONG, want);
    assertThat(Base64.getDecoder().decode(got.path("base64").asText())).hasSizeGreaterThan(200_000);
  }

  /** Whoever asks for what nobody has gets no answer. */
  @Test
  void aWantForNothingIsNotAnswered() {
    OldClient ann = OldClient.registered(peers, "ann", cafe);
    CompletableFuture<JsonNode> want =
        ann.begin(MOMENT, "block.get", "cid", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG");
    assertThatThrownBy(() -> ForeignPeer.await("block.get", MOMENT, want))
        .isInstanceOf(ForeignPeer.Refused.class);
    ann.ping();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
