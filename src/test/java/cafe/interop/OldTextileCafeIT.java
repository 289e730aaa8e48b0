package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged cafe and clients on the original's stack. */
@Tag("interop")
class OldTextileCafeIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private static Path data;
  private static CafeProcess cafe;

  private ForeignPeer peers;

  @BeforeAll
  static void open() throws IOException {
    cafe = new CafeProcess(data);
  }

  @AfterAll
  static void close() {
    cafe.close();
  }

  @BeforeEach
  void start() throws IOException {
    peers = ForeignPeer.oldTextile();
  }

  @AfterEach
  void stop() throws IOException {
    peers.close();
  }

  @ParameterizedTest
  @CsvSource({"secio,yamux", "secio,mplex", "tls,yamux", "tls,mplex"})
  void everyRequestTwiceOnOneStream(String security, String muxer) throws Exception {
    OldClient client = new OldClient(peers, "a", cafe, security, muxer);
    String account = OldClient.newAccount();
    for (int round = 1; round <= 2; round++) {
      client.ping();
      client.register(account, cafe.token());
      client.refresh();
      everyRequestWithAToken(client, account, round);
      JsonNode left =
          client.ask(
              72, "CafeDeregistration", Map.of("token", client.access()), "CafeDeregistrationAck");
      assertThat(left.path("id").asText()).isEqualTo(client.id());
    }
    JsonNode stream = client.call("cafe.stream", "peer", cafe.peer());
    assertThat(stream.path("opened").asInt()).isEqualTo(1);
    assertThat(stream.path("failed").asInt()).isZero();
  }

  private static void everyRequestWithAToken(OldClient client, String account, int round)
      throws Exception {
    Map<String, String> token = Map.of("token", client.access());
    String file = client.store(("file " + round).getBytes(StandardCharsets.UTF_8));
    String json = "{\"Links\":[],\"Data\":\"\\u0008\\u0001\"}";
    Map<String, String> object =
        Map.of(
            "token", client.access(),
            "cid", OldClient.EMPTY_DIRECTORY,
            "node", OldClient.base64(json.getBytes(StandardCharsets.UTF_8)));
    JsonNode stored = client.ask(56, "CafeObject", object, "CafeStoreAck");
    assertThat(stored.path("id").asText()).isEqualTo(OldClient.EMPTY_DIRECTORY);
    Map<String, ?> unstore = Map.of("token", client.access(), "cids", List.of(file));
    JsonNode gone = client.ask(74, "CafeUnstore", unstore, "CafeUnstoreAck");
    assertThat(gone.path("cids").path(0).asText()).isEqualTo(file);

    Map<String, String> snapshot =
        Map.of("token", client.access(), "id", "thread", "ciphertext", "AAEC");
    assertThat(client.ask(58, "CafeStoreThread", snapshot, "CafeStoreThreadAck").path("id"))
        .hasToString("\"thread\"");
    Map<String, String> thread = Map.of("token", client.access(), "id", "thread");
    assertThat(client.ask(77, "CafeUnstoreThread", thread, "CafeUnstoreThreadAck").path("id"))
        .hasToString("\"thread\"");

    publish(client, account, "name " + round);
    OldClient.ThreadMessage message = client.threadMessage(random(100), OldClient.EMPTY_DIRECTORY);
    client.deliver(message, client.id());
    assertThat(client.check()).hasSize(1);
    assertThat(client.deleteChecked()).isFalse();
    JsonNode empty = client.ask(61, "CafeCheckMessages", token, "CafeMessages");
    assertThat(empty.path("messages")).isEmpty();
  }

  private static void publish(OldClient client, String account, String name) {
    Map<String, String> self =
        Map.of("id", client.id(), "address", client.address(account), "name", name);
    Map<String, ?> body = Map.of("token", client.access(), "peer", self);
    JsonNode ack = client.ask(66, "CafePublishPeer", body, "CafePublishPeerAck");
    assertThat(ack.path("id").asText()).isEqualTo(client.id());
  }

  /** A token that the cafe did not make is answered by the word that makes clients refresh. */
  @Test
  void anUnreadableTokenIsUnauthorized() {
    OldClient client = new OldClient(peers, "a", cafe);
    JsonNode answer = client.request(61, "CafeCheckMessages", Map.of("token", "nonsense"));
    assertThat(answer.path("type").asInt()).isEqualTo(500);
    assertThat(answer.path("errorCode").asInt()).isEqualTo(401);
    assertThat(answer.path("errorText").asText()).isEqualTo("unauthorized");
  }

  /** An envelope with a wrong signature, and a type that nobody knows, are not answered. */
  @Test
  void whatDoesNotVerifyIsIgnored() {
    OldClient client = new OldClient(peers, "a", cafe);
    client.call("cafe.send", "peer", cafe.peer(), "type", 61, "forged", true);
    client.call("cafe.send", "peer", cafe.peer(), "type", 9999);
    client.call("cafe.send", "peer", cafe.peer(), "type", 70);
    client.ping();
    assertThat(client.call("cafe.stream", "peer", cafe.peer()).path("opened").asInt()).isOne();
  }

  /** W11: both recipients of one envelope keep it until they themselves have deleted it. */
  @Test
  void bothRecipientsGetTheMessageAndItsContentStaysAfterTheDelete() {
    OldClient ann = registered("ann");
    OldClient bob = registered("bob");
    OldClient sender = new OldClient(peers, "sender", cafe);
    byte[] firstBlock = random(600_000);
    OldClient.ThreadMessage first = sender.threadMessage(firstBlock, OldClient.EMPTY_DIRECTORY);
    // The second's parents are a node that only the sender has: the cafe fetches it.
    JsonNode parents =
        ForeignPeer.json(
            "{\"Links\":[{\"Name\":\"0\",\"Hash\":\"%s\",\"Size\":9}],\"Data\":\"\\u0008\\u0001\"}"
                .formatted(first.node()));
    String parentsCid = sender.call("object.put", "json", parents).path("cid").asText();
    OldClient.ThreadMessage second = sender.threadMessage(random(1000), parentsCid);
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
      assertThat(late.call("object.get", "cid", parentsCid).path("links")).hasSize(1);
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

  @Test
  void mailIsToldOverPubsub() throws Exception {
    OldClient ann = registered("ann");
    String topic = OldClient.TOPIC + "/" + ann.id();
    ann.call("pubsub.subscribe", "topic", topic);
    Thread.sleep(2000); // the cafe hears of the subscription, and the mesh is made
    OldClient sender = new OldClient(peers, "sender", cafe);
    sender.deliver(sender.threadMessage(random(10), OldClient.EMPTY_DIRECTORY), ann.id());
    JsonNode mail = ann.call("pubsub.next", "topic", topic);
    assertThat(mail.path("from").asText()).isEqualTo(cafe.peer());
    assertThat(mail.path("envelope").path("type").asInt()).isEqualTo(65);
    assertThat(mail.path("envelope").path("verified").asBoolean()).isTrue();
    assertThat(mail.path("envelope").has("payload")).isFalse();
  }

  @Test
  void aStrangersQueryFindsThePublishedPeer() throws Exception {
    String account = OldClient.newAccount();
    OldClient ann = new OldClient(peers, "ann", cafe);
    ann.register(account, cafe.token());
    publish(ann, account, "Ann of the query");
    OldClient stranger = new OldClient(peers, "stranger", cafe);
    Map<String, String> wanted = Map.of("@type", "/ContactQuery", "name", "of the query");
    JsonNode found = query(stranger, 1, wanted);
    assertThat(found.path("items")).hasSize(1);
    JsonNode peer = found.path("items").path(0).path("value");
    assertThat(peer.path("id").asText()).isEqualTo(ann.id());
    assertThat(peer.path("name").asText()).isEqualTo("Ann of the query");
  }

  /** A device with nothing but the account's seed finds its snapshots, then its content. */
  @Test
  void anotherDeviceRestoresBeforeItRegisters() throws Exception {
    String account = OldClient.newAccount();
    OldClient first = new OldClient(peers, "first", cafe);
    first.register(account, cafe.token());
    byte[] file = random(700_000);
    String cid = first.store(file);
    byte[] sealed = random(500);
    Map<String, String> snapshot =
        Map.of("token", first.access(), "id", "thread", "ciphertext", OldClient.base64(sealed));
    first.ask(58, "CafeStoreThread", snapshot, "CafeStoreThreadAck");
    first.call("stop");

    OldClient second = new OldClient(peers, "second", cafe);
    Map<String, String> own =
        Map.of("@type", "/ThreadSnapshotQuery", "address", second.address(account));
    JsonNode found = query(second, 0, own);
    assertThat(found.path("items")).hasSize(1);
    JsonNode thread = found.path("items").path(0).path("value");
    assertThat(thread.path("id").asText()).isEqualTo("thread");
    assertThat(thread.path("client").asText()).isEqualTo(first.id());
    assertThat(thread.path("ciphertext").asText()).isEqualTo(OldClient.base64(sealed));
    assertThat(second.fetch(cid)).isEqualTo(file);
    second.register(account, cafe.token());
    assertThat(second.store(file)).isEqualTo(cid);
  }

  /** Publishes a query and answers the results that the cafe sends on a stream of its own. */
  private static JsonNode query(OldClient asker, int type, Map<String, String> payload)
      throws InterruptedException {
    asker.call("pubsub.subscribe", "topic", OldClient.TOPIC);
    Thread.sleep(2000); // the mesh is made
    Map<String, ?> query =
        Map.of("id", "query-" + asker.id(), "type", type, "payload", payload, "timeout", 5);
    asker.call(
        "pubsub.publish",
        "topic",
        OldClient.TOPIC,
        "type",
        102,
        "message",
        "PubSubQuery",
        "payload",
        query);
    JsonNode answer = asker.call("cafe.incoming");
    assertThat(answer.path("peer").asText()).isEqualTo(cafe.peer());
    assertThat(answer.path("type").asInt()).isEqualTo(103);
    assertThat(answer.path("payload").path("id").asText()).isEqualTo("query-" + asker.id());
    return answer.path("payload").path("results");
  }

  /** Whoever asks for what nobody has gets no answer, and others are served meanwhile. */
  @Test
  void aWantForNothingDoesNotHoldUpOthers() {
    OldClient ann = registered("ann");
    byte[] file = random(100);
    String cid = ann.store(file);
    OldClient other = new OldClient(peers, "other", cafe);
    String nowhere = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG";
    CompletableFuture<JsonNode> want =
        peers.begin(SOON, "block.get", "node", "other", "cid", nowhere);
    assertThat(other.fetch(cid)).isEqualTo(file);
    assertThatThrownBy(() -> ForeignPeer.await("block.get", SOON, want))
        .isInstanceOf(ForeignPeer.Refused.class);
  }

  private OldClient registered(String node) {
    OldClient client = new OldClient(peers, node, cafe);
    client.register(OldClient.newAccount(), cafe.token());
    return client;
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
