package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.AccountKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged cafe and clients on the original's stack. */
@Tag("interop")
@ExtendWith(SharedCafe.class)
class OldTextileCafeIT {
  private static final String NO_CID = "no CID";

  /** A directory that nobody has stored here. */
  private static final String UNKNOWN = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG";

  private ForeignPeer peers;
  private CafeProcess cafe;

  @BeforeEach
  void start(CafeProcess shared) throws IOException {
    cafe = shared;
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
    client.assertOneStream();
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

  /**
   * What the original refuses is refused in its words; where it resets the stream, an error comes
   * (Q14). The stream goes on.
   */
  @Test
  void refusalsUseTheWordsThatClientsKnow() throws Exception {
    OldClient client = OldClient.registered(peers, "a", cafe);
    OldClient other = OldClient.registered(peers, "b", cafe);
    for (Refusal each : refusals(client, other)) {
      JsonNode answer = client.request(each.type(), each.message(), each.payload());
      each.check(answer);
    }
    new Refusal("no payload", 55, "", Map.of(), 0, "").check(client.bareRequest(55));
    Map<String, String> wrongToken = Map.of("token", "3mJr7AoUXx2Wqd", "account", seed());
    JsonNode register =
        client.call(
            "cafe.register",
            "peer",
            cafe.peer(),
            "account",
            wrongToken.get("account"),
            "token",
            wrongToken.get("token"));
    new Refusal("a token that nobody made", 52, "", Map.of(), 403, "forbidden").check(register);
    client.assertOneStream();
  }

  private static String seed() {
    return OldClient.newAccount();
  }

  /**
   * A request that is refused.
   *
   * @param code what the original answers, or 0 if it resets the stream
   */
  private record Refusal(
      String what, int type, String message, Map<String, ?> payload, int code, String words) {

    void check(JsonNode answer) {
      assertThat(answer.path("type").asInt()).as("%s: %s", what, answer).isEqualTo(500);
      if (code == 0) {
        assertThat(answer.path("errorText").asText()).as(what).isNotEqualTo("unauthorized");
      } else {
        assertThat(answer.path("errorCode").asInt()).as(what).isEqualTo(code);
        assertThat(answer.path("errorText").asText()).as(what).isEqualTo(words);
      }
    }

    static Refusal unauthorized(String what, int type, String message, Map<String, ?> payload) {
      return new Refusal(what, type, message, payload, 401, "unauthorized");
    }

    static Refusal forbidden(String what, int type, String message, Map<String, ?> payload) {
      return new Refusal(what, type, message, payload, 403, "forbidden");
    }
  }

  private List<Refusal> refusals(OldClient client, OldClient other) throws Exception {
    List<Refusal> all = new ArrayList<>(refusedTokens(client, other));
    String token = client.access();
    AccountKey account = AccountKey.generate(new SecureRandom());
    Map<String, String> unknownChallenge =
        Map.of("address", account.address(), "value", "x", "nonce", "y", "token", cafe.token());
    Map<String, String> mismatch =
        Map.of("token", token, "cid", UNKNOWN, "data", OldClient.base64(new byte[] {1}));
    Map<String, String> badNode =
        Map.of("token", token, "cid", UNKNOWN, "node", OldClient.base64(new byte[] {1}));
    Map<String, String> foreign =
        Map.of("id", other.id(), "address", other.address(OldClient.newAccount()), "name", "x");
    all.addAll(
        List.of(
            new Refusal("address", 50, "CafeChallenge", Map.of("address", "nonsense"), 0, ""),
            new Refusal(
                "a seed instead of an address",
                50,
                "CafeChallenge",
                Map.of("address", account.seed()),
                400,
                "invalid address"),
            new Refusal("payload's type", 50, "CafeStore", Map.of("token", token), 0, ""),
            Refusal.forbidden("no such challenge", 52, "CafeRegistration", unknownChallenge),
            new Refusal(
                "bad CID", 55, "CafeStore", Map.of("token", token, "cids", List.of(NO_CID)), 0, ""),
            new Refusal(
                "empty object",
                56,
                "CafeObject",
                Map.of("token", token, "cid", UNKNOWN),
                400,
                "bad request"),
            new Refusal("other content", 56, "CafeObject", mismatch, 400, "bad request"),
            new Refusal("no node", 56, "CafeObject", badNode, 0, ""),
            Refusal.forbidden(
                "another's peer", 66, "CafePublishPeer", Map.of("token", token, "peer", foreign))));
    return all;
  }

  /**
   * Q2: only missing and expired tokens are unauthorized, since that word makes clients refresh.
   */
  private static List<Refusal> refusedTokens(OldClient client, OldClient other) {
    Map<String, String> none = Map.of();
    Map<String, String> nonsense = Map.of("token", "nonsense");
    Map<String, String> others = Map.of("token", other.access());
    Map<String, String> refresh = Map.of("token", client.refreshToken());
    Map<String, String> twice = Map.of("access", client.access(), "refresh", client.access());
    Map<String, String> pair = Map.of("access", client.access(), "refresh", other.refreshToken());
    return List.of(
        Refusal.unauthorized("store", 55, "CafeStore", none),
        Refusal.unauthorized("object", 56, "CafeObject", none),
        Refusal.unauthorized("unstore", 74, "CafeUnstore", none),
        Refusal.unauthorized("snapshot", 58, "CafeStoreThread", none),
        Refusal.unauthorized("snapshot's end", 77, "CafeUnstoreThread", none),
        Refusal.unauthorized("check", 61, "CafeCheckMessages", none),
        Refusal.unauthorized("delete", 63, "CafeDeleteMessages", none),
        Refusal.unauthorized("publish", 66, "CafePublishPeer", none),
        Refusal.unauthorized("an unreadable token", 61, "CafeCheckMessages", nonsense),
        Refusal.forbidden("another's token", 55, "CafeStore", others),
        Refusal.forbidden("a refresh token", 55, "CafeStore", refresh),
        Refusal.forbidden("access for refresh", 54, "CafeRefreshSession", twice),
        Refusal.forbidden("another's refresh token", 54, "CafeRefreshSession", pair));
  }

  /** Q3, Q5, Q6: payloads are there even if empty, and names come back as they were sent. */
  @Test
  void answersThatAreEasilyDoneWrong() {
    OldClient client = OldClient.registered(peers, "a", cafe);
    String token = client.access();
    JsonNode list =
        client.ask(55, "CafeStore", Map.of("token", token), "CafeObjectList").path("cids");
    assertThat(list).isEmpty();
    Map<String, ?> unknown = Map.of("token", token, "cids", List.of(UNKNOWN));
    list = client.ask(55, "CafeStore", unknown, "CafeObjectList").path("cids");
    assertThat(list.path(0).asText()).isEqualTo(UNKNOWN);
    for (int round = 0; round < 2; round++) {
      JsonNode ack = client.ask(74, "CafeUnstore", unknown, "CafeUnstoreAck");
      assertThat(ack.path("cids").path(0).asText()).isEqualTo(UNKNOWN);
      Map<String, String> thread = Map.of("token", token, "id", "never stored");
      ack = client.ask(77, "CafeUnstoreThread", thread, "CafeUnstoreThreadAck");
      assertThat(ack.path("id").asText()).isEqualTo("never stored");
    }
    JsonNode left = client.ask(72, "CafeDeregistration", Map.of(), "CafeDeregistrationAck");
    assertThat(left.path("id").asText()).isEqualTo(client.id());
    JsonNode after = client.request(61, "CafeCheckMessages", Map.of("token", token));
    assertThat(after.path("errorText").asText()).isEqualTo("forbidden");
    client.assertOneStream();
  }

  /** A client whose stream broke sends the same registration again; it gets the same session. */
  @Test
  void aRepeatedRegistrationIsAnsweredAlike() {
    OldClient client = new OldClient(peers, "a", cafe);
    AccountKey account = AccountKey.generate(new SecureRandom());
    Map<String, String> owner = Map.of("address", account.address());
    String value = client.ask(50, "CafeChallenge", owner, "CafeNonce").path("value").asText();
    byte[] signed = (value + "own").getBytes(StandardCharsets.UTF_8);
    Map<String, String> registration =
        Map.of(
            "address", account.address(),
            "value", value,
            "nonce", "own",
            "sig", OldClient.base64(account.key().sign(signed)),
            "token", cafe.token());
    JsonNode first = client.ask(52, "CafeRegistration", registration, "CafeSession");
    JsonNode again = client.ask(52, "CafeRegistration", registration, "CafeSession");
    assertThat(again.path("access").asText()).isNotEmpty().isEqualTo(first.path("access").asText());
  }

  /** An envelope with a wrong signature, and a type that nobody knows, are not answered. */
  @Test
  void whatDoesNotVerifyIsIgnored() {
    OldClient client = new OldClient(peers, "a", cafe);
    client.call("cafe.send", "peer", cafe.peer(), "type", 61, "forged", true);
    client.call("cafe.send", "peer", cafe.peer(), "type", 9999);
    client.call("cafe.send", "peer", cafe.peer(), "type", 70);
    client.ping();
    client.assertOneStream();
  }

  /** Q1: what is one-way is never answered, whatever becomes of it. */
  @Test
  void oneWayMessagesAreNotAnswered() {
    OldClient client = OldClient.registered(peers, "a", cafe);
    byte[] garbage = {1, 2, 3};
    client.send(
        60, "CafeDeliverMessage", Map.of("client", client.id(), "env", OldClient.base64(garbage)));
    client.send(60, "CafeDeliverMessage", Map.of("client", client.id(), "id", UNKNOWN));
    client.send(60, "CafeStore", Map.of());
    client.send(65, "CafeStore", Map.of());
    client.send(102, "PubSubQuery", Map.of("id", "over a stream", "type", 1));
    client.send(103, "PubSubQueryResults", Map.of("id", "never asked"));
    OldClient.ThreadMessage message = client.threadMessage(random(10), OldClient.EMPTY_DIRECTORY);
    client.deliver(message, "12D3KooWSs44epAmv2ewxG4fyTB83WeWFaruUvcrSkFJMUcw9Mpe");
    client.deliver(message, "nobody' or 'a'='a");
    assertThat(client.check()).isEmpty();
    client.assertOneStream();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
