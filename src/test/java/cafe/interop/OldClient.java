package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One device on the original's stack, with an account, connected to a cafe: what a {@code textile}
 * node does there, step by step.
 */
final class OldClient {
  static final String TOPIC = "/textile/cafe/1.0.0";

  /** The directory without entries: the parents of a thread's first block. */
  static final String EMPTY_DIRECTORY = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";

  private final ForeignPeer peer;
  private final String node;
  private final String cafe;
  private final String id;
  private String access = "";
  private String refresh = "";

  /** A client with an account of its own. */
  static OldClient registered(ForeignPeer peer, String node, CafeProcess cafe) {
    OldClient client = new OldClient(peer, node, cafe);
    client.register(newAccount(), cafe.token());
    return client;
  }

  /** Starts a node with these stacks and connects it. */
  OldClient(ForeignPeer peer, String node, CafeProcess cafe, String security, String muxer) {
    this.peer = peer;
    this.node = node;
    this.cafe = cafe.peer();
    this.id =
        peer.call("start", "node", node, "security", List.of(security), "muxers", List.of(muxer))
            .path("peer")
            .asText();
    call("connect", "addr", cafe.address("tcp"));
  }

  OldClient(ForeignPeer peer, String node, CafeProcess cafe) {
    this(peer, node, cafe, "secio", "yamux");
  }

  /** A new account's seed, in hexadecimal. */
  static String newAccount() {
    byte[] seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    return HexFormat.of().formatHex(seed);
  }

  String address(String account) {
    return call("account", "account", account).path("address").asText();
  }

  String id() {
    return id;
  }

  String access() {
    return access;
  }

  String refreshToken() {
    return refresh;
  }

  /** A command of this node. */
  JsonNode call(String command, Object... arguments) {
    return peer.call(command, withNode(arguments));
  }

  /** As {@link #call}, with a limit of its own. */
  JsonNode callFor(Duration timeout, String command, Object... arguments) {
    return peer.callFor(timeout, command, withNode(arguments));
  }

  /** As {@link #call}, without waiting for the answer. */
  CompletableFuture<JsonNode> begin(Duration timeout, String command, Object... arguments) {
    return peer.begin(timeout, command, withNode(arguments));
  }

  private Object[] withNode(Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    all[0] = "node";
    all[1] = node;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return all;
  }

  /** Challenge and registration; remembers the session. */
  void register(String account, String token) {
    take(call("cafe.register", "peer", cafe, "account", account, "token", token));
  }

  /** A new pair of tokens for the old one. */
  void refresh() {
    take(request(54, "CafeRefreshSession", Map.of("access", access, "refresh", refresh)));
  }

  private void take(JsonNode answer) {
    JsonNode session = payload(answer, "CafeSession");
    assertThat(session.path("id").asText()).isEqualTo(cafe);
    assertThat(session.path("cafe").path("peer").asText()).isEqualTo(cafe);
    assertThat(session.path("subject").asText()).isEqualTo(id);
    assertThat(session.path("type").asText()).isEqualTo("JWT");
    access = session.path("access").asText();
    refresh = session.path("refresh").asText();
  }

  /** A request on the persistent stream, and the envelope that answers it. */
  JsonNode request(int type, String message, Map<String, ?> payload) {
    return checked(
        call("cafe.request", "peer", cafe, "type", type, "message", message, "payload", payload));
  }

  /** A request without a payload. */
  JsonNode bareRequest(int type) {
    return checked(call("cafe.request", "peer", cafe, "type", type));
  }

  /** Whether an envelope is one that clients take for the answer to a request. */
  private static JsonNode checked(JsonNode answer) {
    assertThat(answer.path("verified").asBoolean()).as("signed by the cafe").isTrue();
    assertThat(answer.path("response").asBoolean()).isTrue();
    assertThat(answer.path("request").asInt()).isZero();
    assertThat(answer.path("typeUrl").asText())
        .isEqualTo("type.googleapis.com/" + answer.path("message").asText());
    return answer;
  }

  /** A message that nobody answers, on the same stream. */
  void send(int type, String message, Map<String, ?> payload) {
    call("cafe.send", "peer", cafe, "type", type, "message", message, "payload", payload);
  }

  /** How many streams it took so far; failures make the sender open another. */
  void assertOneStream() {
    JsonNode stream = call("cafe.stream", "peer", cafe);
    assertThat(stream.path("opened").asInt()).isEqualTo(1);
    assertThat(stream.path("failed").asInt()).isZero();
  }

  /** A request that must be answered by that message; its fields. */
  JsonNode ask(int type, String message, Map<String, ?> payload, String answeredBy) {
    return payload(request(type, message, payload), answeredBy);
  }

  private static JsonNode payload(JsonNode answer, String name) {
    assertThat(answer.path("message").asText()).as("%s", answer).isEqualTo(name);
    return answer.path("payload");
  }

  /** Stores a file: asks whether the cafe has it, and sends it if not. */
  String store(byte[] file) {
    String cid = call("file.add", "base64", base64(file)).path("cid").asText();
    JsonNode lacking =
        ask(55, "CafeStore", Map.of("token", access, "cids", List.of(cid)), "CafeObjectList");
    if (!lacking.path("cids").isEmpty()) {
      assertThat(lacking.path("cids").path(0).asText()).isEqualTo(cid);
      JsonNode ack =
          ask(
              56,
              "CafeObject",
              Map.of("token", access, "cid", cid, "data", base64(file)),
              "CafeStoreAck");
      assertThat(ack.path("id").asText()).isEqualTo(cid);
    }
    return cid;
  }

  /** The envelope of a block of a thread: what a peer sends when another is offline. */
  ThreadMessage threadMessage(byte[] block, String parents) {
    return threadMessage(block, parents, true);
  }

  /** As above; without, the block must be fetched. */
  ThreadMessage threadMessage(byte[] block, String parents, boolean withBlock) {
    String blockCid = call("file.add", "base64", base64(block)).path("cid").asText();
    String links =
        String.format(
            "[{\"Name\":\"block\",\"Hash\":\"%s\",\"Size\":%d},"
                + "{\"Name\":\"parents\",\"Hash\":\"%s\",\"Size\":4}]",
            blockCid, block.length + 11, parents);
    String json = "{\"Links\":" + links + ",\"Data\":\"\\u0008\\u0001\"}";
    JsonNode parsed = ForeignPeer.json(json);
    String nodeCid = call("object.put", "json", parsed).path("cid").asText();
    Map<String, String> envelope =
        Map.of(
            "thread",
            id,
            "sig",
            base64(new byte[64]),
            "node",
            base64(json.getBytes(StandardCharsets.UTF_8)),
            "block",
            withBlock ? base64(block) : "");
    String hex =
        call("cafe.envelope", "type", 10, "message", "ThreadEnvelope", "payload", envelope)
            .path("hex")
            .asText();
    byte[] bytes = HexFormat.of().parseHex(hex);
    String cid = call("file.add", "base64", base64(bytes)).path("cid").asText();
    return new ThreadMessage(cid, bytes, nodeCid, blockCid);
  }

  /**
   * An envelope and what belongs to it.
   *
   * @param cid the name of the envelope's bytes, by which the inbox lists it
   */
  record ThreadMessage(String cid, byte[] bytes, String node, String block) {}

  /** Leaves a message in the inbox of a client of the cafe; nothing answers. */
  void deliver(ThreadMessage message, String client) {
    Map<String, String> body =
        Map.of("id", message.cid(), "client", client, "env", base64(message.bytes()));
    send(60, "CafeDeliverMessage", body);
    // The next answer on the stream comes after the delivery has been dealt with.
    ping();
  }

  /** The cafe's own ping. */
  void ping() {
    JsonNode pong = call("cafe.request", "peer", cafe, "type", 0, "request", 4711);
    assertThat(pong.path("type").asInt()).isEqualTo(1);
    assertThat(pong.path("request").asInt()).isEqualTo(4711);
    assertThat(pong.has("payload")).isFalse();
  }

  /** The messages in the inbox, oldest first. */
  JsonNode check() {
    return ask(61, "CafeCheckMessages", Map.of("token", access), "CafeMessages").path("messages");
  }

  /** Deletes what the last check returned; whether more is left. */
  boolean deleteChecked() {
    return ask(63, "CafeDeleteMessages", Map.of("token", access), "CafeDeleteMessagesAck")
        .path("more")
        .asBoolean();
  }

  /** Content by bitswap. */
  byte[] fetch(String cid) {
    return Base64.getDecoder().decode(call("file.get", "cid", cid).path("base64").asText());
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
