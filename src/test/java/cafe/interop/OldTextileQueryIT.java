package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queries over pubsub between the packaged cafe and peers on the original's stack. */
@Tag("interop")
@ExtendWith(SharedCafe.class)
class OldTextileQueryIT {
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final int SNAPSHOTS = 0;
  private static final int CONTACTS = 1;
  private static final AtomicInteger COUNT = new AtomicInteger();

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

  /** What a peer publishes of itself. */
  private static Map<String, String> self(OldClient client, String account, String name) {
    return Map.of("id", client.id(), "address", client.address(account), "name", name);
  }

  private OldClient published(String node, String name) {
    String account = OldClient.newAccount();
    OldClient client = new OldClient(peers, node, cafe);
    client.register(account, cafe.token());
    Map<String, ?> body = Map.of("token", client.access(), "peer", self(client, account, name));
    client.ask(66, "CafePublishPeer", body, "CafePublishPeerAck");
    return client;
  }

  @Test
  void aStrangersQueryFindsThePublishedPeer() {
    OldClient ann = published("ann", "Ann of the query");
    OldClient stranger = new OldClient(peers, "stranger", cafe);
    Map<String, String> wanted = Map.of("@type", "/ContactQuery", "name", "of the query");
    JsonNode found = query(stranger, CONTACTS, wanted);
    assertThat(found.path("items")).hasSize(1);
    JsonNode item = found.path("items").path(0);
    assertThat(item.path("id").asText()).isEqualTo(ann.id());
    assertThat(item.has("date")).isTrue();
    JsonNode peer = item.path("value");
    assertThat(peer.path("@type").asText()).isEqualTo("/Peer");
    assertThat(peer.path("id").asText()).isEqualTo(ann.id());
    assertThat(peer.path("name").asText()).isEqualTo("Ann of the query");
  }

  /** An asker can want its answer published: on a topic that it names. */
  @Test
  void anAnswerIsPublishedIfTheAskerWantsItSo() {
    OldClient bea = published("bea", "Bea of the topic");
    OldClient stranger = new OldClient(peers, "stranger", cafe);
    String topic = OldClient.TOPIC + "/" + stranger.id();
    for (String each : List.of(OldClient.TOPIC, topic)) {
      stranger.call("pubsub.subscribe", "topic", each);
    }
    Map<String, Object> query = new HashMap<>();
    query.put("type", CONTACTS);
    query.put("payload", Map.of("@type", "/ContactQuery", "name", "of the topic"));
    query.put("responseType", 1);
    query.put("topic", topic);
    JsonNode heard =
        Patience.until(
            () -> publish(stranger, query),
            () -> stranger.callFor(MOMENT, "pubsub.next", "topic", topic));
    assertThat(heard.path("from").asText()).isEqualTo(cafe.peer());
    JsonNode answer = heard.path("envelope");
    assertThat(answer.path("type").asInt()).isEqualTo(103);
    assertThat(answer.path("verified").asBoolean()).isTrue();
    JsonNode items = answer.path("payload").path("results").path("items");
    assertThat(items.path(0).path("id").asText()).isEqualTo(bea.id());
  }

  /** A device with nothing but the account's seed finds its snapshots, then its content. */
  @Test
  void anotherDeviceRestoresBeforeItRegisters() {
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
    JsonNode found = query(second, SNAPSHOTS, own);
    assertThat(found.path("items")).hasSize(1);
    JsonNode thread = found.path("items").path(0).path("value");
    assertThat(thread.path("@type").asText()).isEqualTo("/CafeClientThread");
    assertThat(thread.path("id").asText()).isEqualTo("thread");
    assertThat(thread.path("client").asText()).isEqualTo(first.id());
    assertThat(thread.path("ciphertext").asText()).isEqualTo(OldClient.base64(sealed));
    assertThat(second.fetch(cid)).isEqualTo(file);
    second.register(account, cafe.token());
    assertThat(second.store(file)).isEqualTo(cid);
  }

  /** The cafe as asker: a search over HTTP reaches other peers, whose answers come on streams. */
  @Test
  void aSearchFindsWhatOtherPeersKnow() throws Exception {
    OldClient searcher = OldClient.registered(peers, "searcher", cafe);
    OldClient oracle = listener(searcher);
    String name = "known to the oracle " + COUNT.incrementAndGet();
    CompletableFuture<List<Search.Found>> search =
        Search.contacts(cafe, searcher.access(), name, 2, 20);
    JsonNode asked = asked(oracle, name);
    assertThat(asked.path("topic").asText()).isEqualTo(OldClient.TOPIC + "/" + cafe.peer());
    assertThat(asked.path("timeout").asInt()).isEqualTo(20);
    assertThat(asked.has("responseType")).as("other than to answer on a stream").isFalse();
    assertThat(asked.path("type").asInt()).isEqualTo(CONTACTS);

    String id = asked.path("id").asText();
    Map<String, ?> good =
        Map.of("@type", "/Peer", "id", "12D3KooWfound", "address", "P", "name", name);
    Map<String, ?> wrongKind = Map.of("@type", "/CafeClientThread", "id", "t", "client", "c");
    answer(oracle, "another query", item("stray", good));
    answer(oracle, id, item("wrong kind", wrongKind));
    answer(oracle, id, item("12D3KooWfound", good));
    answer(oracle, id, item("12D3KooWfound", good), item("12D3KooWtoo", good));
    answer(oracle, id, item("one too many", good));
    List<Search.Found> found = search.get();
    assertThat(found).extracting(Search.Found::id).contains("12D3KooWfound", "12D3KooWtoo");
    assertThat(found)
        .extracting(Search.Found::id)
        .doesNotContain("stray", "wrong kind", "one too many");
    assertThat(found).allMatch(each -> each.peerName().equals(name));
  }

  /** Snapshots of the caller's own account that another cafe keeps. */
  @Test
  void aSearchForSnapshotsFindsThoseOfOthers() throws Exception {
    String account = OldClient.newAccount();
    OldClient searcher = new OldClient(peers, "searcher", cafe);
    searcher.register(account, cafe.token());
    OldClient oracle = listener(searcher);
    String address = searcher.address(account);
    CompletableFuture<List<Search.Found>> search =
        Search.snapshots(cafe, searcher.access(), address, 1, 20);
    JsonNode asked = asked(oracle, address);
    Map<String, ?> thread =
        Map.of("@type", "/CafeClientThread", "id", "t1", "client", "c", "ciphertext", "AAEC");
    answer(oracle, asked.path("id").asText(), item("t1", thread));
    assertThat(search.get()).extracting(Search.Found::id).containsExactly("t1");
  }

  /** A peer that the cafe knows to listen for queries. */
  private OldClient listener(OldClient searcher) {
    OldClient oracle = new OldClient(peers, "oracle", cafe);
    oracle.call("pubsub.subscribe", "topic", OldClient.TOPIC);
    Patience.until(
        () -> Search.contacts(cafe, searcher.access(), "is anybody there", 1, 1).join(),
        () -> oracle.callFor(MOMENT, "pubsub.next", "topic", OldClient.TOPIC));
    return oracle;
  }

  /** The next query for that name or address that a peer hears from the cafe. */
  private JsonNode asked(OldClient oracle, String wanted) {
    while (true) {
      JsonNode heard = oracle.call("pubsub.next", "topic", OldClient.TOPIC);
      JsonNode query = heard.path("envelope").path("payload");
      if (query.path("payload").toString().contains(wanted)) {
        assertThat(heard.path("from").asText()).isEqualTo(cafe.peer());
        assertThat(heard.path("envelope").path("type").asInt()).isEqualTo(102);
        assertThat(heard.path("envelope").path("verified").asBoolean()).isTrue();
        return query;
      }
    }
  }

  private static Map<String, ?> item(String id, Map<String, ?> value) {
    return Map.of("id", id, "date", "2026-01-02T03:04:05Z", "value", value);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static void answer(OldClient oracle, String id, Map<String, ?>... items) {
    String kind = items[0].toString().contains("CafeClientThread") ? "" : "CONTACTS";
    Map<String, Object> results = new HashMap<>();
    results.put("items", new ArrayList<>(List.of(items)));
    results.put("type", kind.isEmpty() ? SNAPSHOTS : CONTACTS);
    oracle.send(103, "PubSubQueryResults", Map.of("id", id, "results", results));
  }

  /** Publishes a query and takes the answer that the cafe sends on a stream of its own. */
  private JsonNode query(OldClient asker, int type, Map<String, String> payload) {
    asker.call("pubsub.subscribe", "topic", OldClient.TOPIC);
    JsonNode answer =
        Patience.until(
            () -> publish(asker, Map.of("type", type, "payload", payload, "timeout", 5)),
            () -> asker.callFor(MOMENT, "cafe.incoming"));
    assertThat(answer.path("peer").asText()).isEqualTo(cafe.peer());
    assertThat(answer.path("verified").asBoolean()).isTrue();
    assertThat(answer.path("type").asInt()).isEqualTo(103);
    assertThat(answer.path("response").asBoolean()).isFalse();
    assertThat(answer.path("payload").path("id").asText()).startsWith("query-" + asker.id());
    return answer.path("payload").path("results");
  }

  private static void publish(OldClient asker, Map<String, ?> query) {
    Map<String, Object> whole = new HashMap<>(query);
    whole.put("id", "query-" + asker.id() + "-" + COUNT.incrementAndGet());
    asker.call(
        "pubsub.publish",
        "topic",
        OldClient.TOPIC,
        "type",
        102,
        "message",
        "PubSubQuery",
        "payload",
        whole);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
