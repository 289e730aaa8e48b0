package cafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import cafe.crypto.Strkey;
import cafe.ipld.Base58;
import cafe.ipld.Cid;
import cafe.ipld.dagpb.PbNode;
import cafe.storage.Contents;
import cafe.testkit.GoClient;
import cafe.testkit.Letters;
import cafe.testkit.RawHttp;
import cafe.testkit.RawHttp.Answer;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeChallenge;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import com.google.protobuf.MessageLite;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the original was asked when its answers were written down, by the names in the table. */
final class ObservedRequests {

  private static final String CHALLENGE = "/api/v1/sessions/challenge";
  private static final String BOUNDARY =
      "2ad5d8d0e2f1c0a7b3d4f5a6978869504a3b2c1d0e0f1a2b3c4d5e6f7081";
  private static final byte[] GARBAGE = "garbage".getBytes(UTF_8);
  private static final byte[] NOOP = "noop".getBytes(UTF_8);
  private static final byte[] NOTHING = {};
  private static final String NONCE = "1WoPFW2dC9GSxTgzYzHVMUhnRPa";
  private static final Cid NO_PARENTS = Cid.parse("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn");

  private final GoClient http;
  private final String token;
  private final TestDevice ada = TestDevice.create();
  private final TestDevice bob;
  private final TestDevice author = TestDevice.create();
  private final byte[] json = "{\"hello\":\"world\"}".getBytes(UTF_8);
  private final byte[] letter;
  private final Map<String, Request> all = new LinkedHashMap<>();
  private String challenge = "";
  private String first = "";

  /** A request of the table. */
  interface Request {
    Answer send() throws IOException;
  }

  /**
   * @param token an access token
   * @param bob a client
   */
  ObservedRequests(GoClient http, String token, TestDevice bob) {
    this.http = http;
    this.token = token;
    this.bob = bob;
    this.letter = Letters.of(author, "to " + ada.peer());
    introductions();
    challenges();
    registrations();
    refreshes();
    stored();
    unstored();
    deliveries();
    messages();
    searches();
    oldest();
    departures();
  }

  Map<String, Request> all() {
    return all;
  }

  /** The client that asks; it is registered in the course of the table. */
  TestDevice client() {
    return ada;
  }

  /** Who writes to it. */
  TestDevice author() {
    return author;
  }

  private static String basic(String token) {
    return "Authorization: Basic " + token;
  }

  private String own() {
    return basic(ada.access());
  }

  private void introductions() {
    all.put("info", () -> http.send("GET", "/"));
    all.put("health", () -> http.send("GET", "/health"));
    all.put("unknown path", () -> http.send("GET", "/nowhere"));
    all.put("gateway root", () -> http.send("GET", "/cafe"));
    all.put("gateway cafes", () -> http.send("GET", "/cafes"));
    all.put("gateway health", () -> http.send("GET", "/health"));
  }

  private void challenges() {
    String address = "?account_addr=" + ada.address();
    String other = Base58.encode(new byte[44]);
    byte[] wrong = Base58.decode(token);
    wrong[43] ^= 1;
    challenge("no token", address, "");
    challenge("one-word token", address, "Authorization: " + token);
    challenge("short token", address, basic("abc"));
    challenge("unknown token", address, basic(other));
    challenge("wrong secret", address, basic(Base58.encode(wrong)));
    challenge("scheme Bearer", address, "Authorization: Bearer " + token);
    challenge("no address", "", basic(token));
    challenge("bad address", "?account_addr=nonsense", basic(token));
    String seed = Strkey.SEED.encode(new byte[32]);
    challenge("seed as address", "?account_addr=" + seed, basic(token));
    challenge("trailing slash", "/" + address, basic(token));
    all.put(
        "challenge",
        () -> {
          Answer answer = http.send("GET", CHALLENGE + address, basic(token));
          challenge = new JsonObject(answer.text()).getString("value");
          return answer;
        });
  }

  private void challenge(String name, String rest, String field) {
    all.put("challenge " + name, () -> http.send("GET", CHALLENGE + rest, field));
  }

  private Answer register(String path, String address, String value, byte[] signature)
      throws IOException {
    String query = "?account_addr=" + address + "&challenge=" + value + "&nonce=" + NONCE;
    return http.send("POST", "/api/v1/sessions/" + path + query, signature, basic(token));
  }

  private Answer registerAda(String path) throws IOException {
    Answer answer = register(path, ada.address(), challenge, signature(ada, challenge));
    keep(answer);
    return answer;
  }

  private static byte[] signature(TestDevice device, String value) {
    return device.account().key().sign((value + NONCE).getBytes(UTF_8));
  }

  private void keep(Answer answer) {
    if (answer.status() == 201) {
      JsonObject session = new JsonObject(answer.text());
      ada.keep(session.getString("access"), session.getString("refresh"));
    }
  }

  private void registrations() {
    String peer = ada.peer().toString();
    String address = ada.address();
    byte[] zeros = new byte[64];
    all.put("session no token", () -> http.send("POST", "/api/v1/sessions/" + peer, zeros));
    all.put("session bad peer id", () -> register("xyz", address, challenge, zeros));
    all.put("session bad address", () -> register(peer, "nonsense", challenge, zeros));
    all.put("session bad address and peer id", () -> register("xyz", "nonsense", "", zeros));
    all.put(
        "session unknown challenge", () -> register(peer, address, NONCE, signature(ada, NONCE)));
    all.put(
        "session other address",
        () -> register(peer, bob.address(), challenge, signature(bob, challenge)));
    all.put(
        "session wrong nonce",
        () -> register(peer, address, challenge, ada.account().key().sign(GARBAGE)));
    all.put("session empty sig", () -> register(peer, address, challenge, NOTHING));
    all.put(
        "session trailing slash",
        () -> {
          Answer answer = registerAda(peer + "/");
          first = ada.access();
          return answer;
        });
    all.put(
        "session",
        () -> {
          Answer again = all.get("challenge").send();
          return again.status() == 200 ? registerAda(peer) : again;
        });
    all.put("session challenge replay", () -> registerAda(peer));
  }

  private Answer refresh(String path, String body, String field) throws IOException {
    String target = "/api/v1/sessions/" + path + "/refresh";
    return http.send("POST", target, body.getBytes(UTF_8), field);
  }

  private void refreshes() {
    String peer = ada.peer().toString();
    all.put("refresh no token", () -> refresh(peer, ada.access(), ""));
    all.put("refresh with access token", () -> refresh(peer, ada.access(), own()));
    all.put(
        "refresh other peer in path",
        () -> refresh(bob.peer().toString(), ada.access(), basic(ada.refresh())));
    all.put("refresh garbage path", () -> refresh("garbage", ada.access(), basic(ada.refresh())));
    all.put("refresh empty body", () -> refresh(peer, "", basic(ada.refresh())));
    all.put("refresh mismatched access", () -> refresh(peer, first, basic(ada.refresh())));
    all.put("refresh", () -> refresh(peer, ada.access(), basic(ada.refresh())));
    all.put(
        "refresh again with the same pair",
        () -> {
          Answer answer = refresh(peer, ada.access(), basic(ada.refresh()));
          keep(answer);
          return answer;
        });
    String inbox = "/api/v1/inbox/" + peer;
    all.put("garbage token", () -> http.send("GET", inbox, basic("garbage")));
    all.put(
        "token with a broken signature",
        () -> http.send("GET", inbox, basic(ada.access().replaceFirst(".{8}$", "AAAAAAAA"))));
    all.put("refresh token as access", () -> http.send("GET", inbox, basic(ada.refresh())));
  }

  private static String name(byte[] file) {
    return Contents.file(file).root().toString();
  }

  /** A form as Go's {@code multipart.Writer} writes it. */
  private Answer store(String path, String name, byte[] content, String field) throws IOException {
    String head =
        ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n")
            .formatted(BOUNDARY, name);
    byte[] open = RawHttp.request(head, content);
    byte[] end = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(UTF_8);
    byte[] form = ByteBuffer.allocate(open.length + end.length).put(open).put(end).array();
    String type = "Content-Type: multipart/form-data; boundary=" + BOUNDARY;
    return http.send("PUT", path, form, field, type);
  }

  private void stored() {
    String store = "/api/v1/store";
    byte[] data = ("data of " + ada.peer()).getBytes(UTF_8);
    byte[] node = "{\"Links\":[],\"Data\":\"\\u0008\\u0001\"}".getBytes(UTF_8);
    all.put("store no token", () -> store(store, name(data), data, ""));
    all.put(
        "store no multipart",
        () -> http.send("PUT", store, data, own(), "Content-Type: application/octet-stream"));
    all.put("store trailing slash", () -> store(store + "/", name(data), data, own()));
    all.put("store data", () -> store(store, name(data), data, own()));
    all.put("store again", () -> store(store, name(data), data, own()));
    all.put(
        "store node json",
        () -> store(store, Contents.nodeOfJson(node).root().toString(), node, own()));
    all.put("store empty file", () -> store(store, name(NOTHING), NOTHING, own()));
    all.put("store plain json", () -> store(store, name(json), json, own()));
    all.put("gateway data", () -> http.send("GET", "/ipfs/" + name(json)));
    all.put("gateway empty file", () -> http.send("GET", "/ipfs/" + name(NOTHING)));
    String html = "Accept: text/html"; // whose answers the original gives to everybody
    all.put("gateway bad cid", () -> http.send("GET", "/ipfs/nonsense", html));
    all.put("gateway bad key", () -> http.send("GET", "/ipfs/" + name(json) + "?key=x", html));
  }

  private void unstored() {
    all.put("unstore", () -> delete("/api/v1/store/" + name(json)));
    all.put("unstore again", () -> delete("/api/v1/store/" + name(json)));
    all.put("unstore bad cid", () -> delete("/api/v1/store/nonsense"));
    all.put(
        "unstore other client's object",
        () -> {
          byte[] data = ("data of " + bob.peer()).getBytes(UTF_8);
          Answer stored = store("/api/v1/store", name(data), data, basic(bob.access()));
          return stored.status() == 204 ? delete("/api/v1/store/" + name(data)) : stored;
        });
    String thread = "/api/v1/threads/t";
    String type = "Content-Type: application/octet-stream";
    all.put("thread put", () -> http.send("PUT", thread, GARBAGE, own(), type));
    all.put("thread put empty", () -> http.send("PUT", thread, NOTHING, own(), type));
    all.put("thread put no token", () -> http.send("PUT", thread, GARBAGE, type));
    all.put("thread delete", () -> delete(thread));
    all.put("thread delete again", () -> delete(thread));
  }

  private Answer delete(String target) throws IOException {
    return http.send("DELETE", target, NOOP, own(), "Content-Type: application/octet-stream");
  }

  private Answer deliver(String from, String to, byte[] envelope) throws IOException {
    String target = "/api/v1/inbox/" + from + "/" + to;
    return http.send("POST", target, envelope, "Content-Type: application/octet-stream");
  }

  private void deliveries() {
    String from = author.peer().toString();
    String to = ada.peer().toString();
    all.put("deliver", () -> deliver(from, to, letter));
    all.put("deliver same again", () -> deliver(from, to, letter));
    all.put("deliver unknown client", () -> deliver(from, from, letter));
    all.put("deliver garbage", () -> deliver(from, to, GARBAGE));
    all.put("deliver empty body", () -> deliver(from, to, NOTHING));
    all.put("deliver bad from", () -> deliver("xyz", to, letter));
    all.put(
        "deliver node without parents link",
        () -> deliver(from, to, Letters.envelope(author, GARBAGE, List.of())));
    PbNode blockless =
        new PbNode(List.of(Letters.parents(NO_PARENTS)), ByteBuffer.wrap(new byte[] {8, 1}));
    all.put(
        "deliver node without block link",
        () -> deliver(from, to, Letters.envelope(author, GARBAGE, blockless)));
  }

  private void messages() {
    String inbox = "/api/v1/inbox/" + ada.peer();
    Request check = () -> http.send("GET", inbox, own());
    Request delete = () -> http.send("DELETE", inbox, own());
    all.put("check no token", () -> http.send("GET", inbox));
    all.put("check other's inbox", () -> http.send("GET", "/api/v1/inbox/" + bob.peer(), own()));
    all.put("check garbage pid in path", () -> http.send("GET", "/api/v1/inbox/garbage", own()));
    all.put("check", check);
    all.put("delete messages", delete);
    all.put("delete messages again", delete);
    all.put("check when empty", check);
    all.put(
        "check with 13 waiting",
        () -> {
          for (int i = 0; i < 13; i++) {
            byte[] next = Letters.of(author, i + " to " + ada.peer());
            deliver(author.peer().toString(), ada.peer().toString(), next);
          }
          return check.send();
        });
    all.put("delete page 1", delete);
    all.put("check the next page", check);
    all.put("delete page 2", delete);
  }

  private byte[] sealed(Message.Type type, @Nullable MessageLite payload) {
    return Envelopes.sign(Envelopes.request(type, payload), new TestNode(ada.peerKey()))
        .toByteArray();
  }

  private void searches() {
    ContactQuery nobody = ContactQuery.newBuilder().setName("no " + ada.peer()).build();
    Query query =
        Query.newBuilder()
            .setId("search")
            .setType(Query.Type.CONTACTS)
            .setOptions(QueryOptions.newBuilder().setLimit(5).setWait(1))
            .setPayload(Payloads.packBare(nobody))
            .build();
    byte[] search = sealed(Message.Type.CAFE_QUERY, query);
    String path = "/api/v1/search";
    all.put("search nothing, wait 1", () -> http.send("POST", path, search, own()));
    all.put("search no token", () -> http.send("POST", path, search));
    all.put("search garbage", () -> http.send("POST", path, GARBAGE, own()));
    all.put("search v0 path", () -> http.send("POST", "/api/v0/search", search, own()));
    all.put(
        "search wrong message type",
        () -> http.send("POST", path, sealed(Message.Type.PING, null), own()));
  }

  private void oldest() {
    String pin = "/cafe/v0/pin";
    String type = "Content-Type: application/octet-stream";
    all.put("v0 pin", () -> http.send("POST", pin, GARBAGE, own(), type));
    all.put(
        "v0 pin bad type",
        () -> http.send("POST", pin, GARBAGE, own(), "Content-Type: text/plain"));
    CafeChallenge ask = CafeChallenge.newBuilder().setAddress(ada.address()).build();
    byte[] envelope = sealed(Message.Type.CAFE_CHALLENGE, ask);
    service("challenge", envelope, "X-Textile-Peer: " + ada.peer());
    service("wrong peer", envelope, "X-Textile-Peer: " + bob.peer());
    service("no peer", envelope, "");
    service("garbage", GARBAGE, "X-Textile-Peer: " + ada.peer());
  }

  private void service(String name, byte[] body, String field) {
    all.put("v0 service " + name, () -> http.send("POST", "/cafe/v0/service", body, field));
  }

  private void departures() {
    Request leave = () -> http.send("DELETE", "/api/v1/sessions/" + ada.peer(), own());
    all.put("delete session", leave);
    all.put("delete session again", leave);
    all.put(
        "check after deregistration", () -> http.send("GET", "/api/v1/inbox/" + ada.peer(), own()));
    byte[] data = "later".getBytes(UTF_8);
    all.put("store after deregistration", () -> store("/api/v1/store", name(data), data, own()));
  }
}
