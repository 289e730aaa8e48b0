package cafe.doors;

import static java.nio.charset.StandardCharsets.UTF_8;

import cafe.kernel.Fault;
import cafe.testkit.ContractWatch;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.Cafe;
import cafe.wire.pb.CafeMessage;
import cafe.wire.pb.CafeSession;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.QueryResults;
import cafe.wire.pb.ThreadSnapshotQuery;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Devices that call the original's routes, as mobile clients do, and ours where it had none. */
final class HttpDoor implements Door {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final Clock clock;

  HttpDoor(URI base, Clock clock) {
    this.base = base;
    this.clock = clock;
  }

  @Override
  public boolean proves() {
    return false;
  }

  private HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    return token.isEmpty() ? request : request.header("Authorization", "Basic " + token);
  }

  private Outcome send(HttpRequest.Builder request, Function<byte[], Outcome> words) {
    try {
      HttpResponse<byte[]> response =
          ContractWatch.seen(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
      if (response.statusCode() < 300) {
        return words.apply(response.body());
      }
      JsonObject problem = new JsonObject(new String(response.body(), UTF_8));
      Fault fault = FaultLog.named(problem.getString("code"));
      return Outcome.refused(fault, response.statusCode(), problem.getString("error"));
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome send(HttpRequest.Builder request) {
    return send(
        request,
        body -> body.length == 0 ? Outcome.ok() : Outcome.ok("but with " + body.length + " bytes"));
  }

  private static JsonObject json(byte[] body) {
    return new JsonObject(new String(body, UTF_8));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static BodyPublisher bytes(byte[] bytes) {
    return BodyPublishers.ofByteArray(bytes);
  }

  @Override
  public Outcome challenge(TestDevice device, String address, String accessToken) {
    String path = "/api/v1/sessions/challenge/?account_addr=" + encode(address);
    return send(
        request(path, accessToken).GET(), body -> Outcome.ok(json(body).getString("value")));
  }

  @Override
  public Outcome register(TestDevice device, Application application) {
    String path =
        "/api/v1/sessions/%s/?account_addr=%s&challenge=%s&nonce=%s"
            .formatted(
                device.peer(),
                encode(application.address()),
                encode(application.challenge()),
                encode(application.nonce()));
    return send(
        request(path, application.accessToken()).POST(bytes(application.signature())),
        body -> session(device, json(body)));
  }

  @Override
  public Outcome refresh(TestDevice device) {
    String path = "/api/v1/sessions/" + device.peer() + "/refresh";
    return send(
        request(path, device.refresh()).POST(bytes(device.access().getBytes(UTF_8))),
        body -> session(device, json(body)));
  }

  private Outcome session(TestDevice device, JsonObject json) {
    device.keep(json.getString("access"), json.getString("refresh"));
    JsonObject cafe = json.getJsonObject("cafe");
    CafeSession session =
        CafeSession.newBuilder()
            .setId(json.getString("id"))
            .setSubject(json.getString("subject"))
            .setType(json.getString("type"))
            .setExp(time(json.getString("exp")))
            .setRexp(time(json.getString("rexp")))
            .setCafe(
                Cafe.newBuilder()
                    .setPeer(cafe.getString("peer"))
                    .setAddress(cafe.getString("address"))
                    .setApi(cafe.getString("api"))
                    .setProtocol(cafe.getString("protocol"))
                    .setNode(cafe.getString("node"))
                    .setUrl(cafe.getString("url")))
            .build();
    return Answers.session(session, clock);
  }

  private static Timestamp time(String text) {
    Instant time = Instant.parse(text);
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  @Override
  public Outcome leave(TestDevice device, String token) {
    return send(request("/api/v1/sessions/" + device.peer(), token).DELETE());
  }

  @Override
  public Outcome lacking(TestDevice device, String token, List<String> cids) {
    String question = new JsonObject().put("cids", new JsonArray(cids)).encode();
    return send(
        request("/cafe/v1/storage/missing", token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(question)),
        body -> Outcome.ok(json(body).getJsonArray("cids").stream().map(String::valueOf).toList()));
  }

  @Override
  public Outcome store(TestDevice device, String token, String cid, byte[] bytes) {
    String head =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + cid
            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(head.getBytes(UTF_8));
    form.writeBytes(bytes);
    form.writeBytes("\r\n--x--\r\n".getBytes(UTF_8));
    return send(
        request("/api/v1/store", token)
            .header("Content-Type", "multipart/form-data; boundary=x")
            .PUT(bytes(form.toByteArray())));
  }

  @Override
  public Outcome storeNode(TestDevice device, String token, String cid, byte[] json) {
    return store(device, token, cid, json);
  }

  @Override
  public Outcome unstore(TestDevice device, String token, String cid) {
    return send(
        request("/api/v1/store/" + encode(cid), token)
            .method("DELETE", BodyPublishers.ofString("noop")));
  }

  @Override
  public Outcome storeSnapshot(TestDevice device, String token, String thread, byte[] ciphertext) {
    return send(request("/api/v1/threads/" + encode(thread), token).PUT(bytes(ciphertext)));
  }

  @Override
  public Outcome removeSnapshot(TestDevice device, String token, String thread) {
    return send(
        request("/api/v1/threads/" + encode(thread), token)
            .method("DELETE", BodyPublishers.ofString("noop")));
  }

  @Override
  public Outcome deliver(TestDevice author, String recipient, byte[] envelope) {
    String path = "/api/v1/inbox/" + author.peer() + "/" + encode(recipient);
    return send(request(path, "").POST(bytes(envelope)));
  }

  @Override
  public Outcome check(TestDevice device, String token) {
    return send(request("/api/v1/inbox/" + device.peer(), token).GET(), HttpDoor::messages);
  }

  private static Outcome messages(byte[] body) {
    List<CafeMessage> messages = new ArrayList<>();
    for (Object each : json(body).getJsonArray("messages")) {
      JsonObject message = (JsonObject) each;
      messages.add(
          CafeMessage.newBuilder()
              .setId(message.getString("id"))
              .setPeer(message.getString("peer"))
              .build());
    }
    return Answers.messages(messages);
  }

  @Override
  public Outcome delete(TestDevice device, String token) {
    return send(
        request("/api/v1/inbox/" + device.peer(), token).DELETE(),
        body -> Outcome.ok(json(body).getBoolean("more", false) ? "more" : "no more"));
  }

  @Override
  public Outcome publish(TestDevice device, String token, Publication publication) {
    JsonObject peer =
        new JsonObject()
            .put("id", publication.id())
            .put("address", publication.address())
            .put("name", publication.name())
            .put("inboxes", new JsonArray().add(new JsonObject().put("peer", publication.inbox())));
    return send(
        request("/cafe/v1/directory/self", token)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(peer.encode())));
  }

  @Override
  public Outcome search(TestDevice device, String token, String name, int awaited) {
    return query(
        device, token, Query.Type.CONTACTS, ContactQuery.newBuilder().setName(name).build());
  }

  @Override
  public Outcome recover(TestDevice device, String token, String address, int awaited) {
    return query(
        device,
        token,
        Query.Type.THREAD_SNAPSHOTS,
        ThreadSnapshotQuery.newBuilder().setAddress(address).build());
  }

  private Outcome query(TestDevice device, String token, Query.Type type, MessageLite payload) {
    Query query =
        Query.newBuilder()
            .setId(UUID.randomUUID().toString())
            .setType(type)
            .setOptions(QueryOptions.newBuilder().setLimit(-1).setWait(1))
            .setPayload(Payloads.packBare(payload))
            .build();
    Message message = Envelopes.request(Message.Type.CAFE_QUERY, query);
    byte[] envelope = Envelopes.sign(message, new TestNode(device.peerKey())).toByteArray();
    return send(request("/api/v1/search", token).POST(bytes(envelope)), HttpDoor::results);
  }

  private static Outcome results(byte[] body) {
    List<QueryResult> results = new ArrayList<>();
    for (int at = 0; at < body.length; ) {
      int length = (body[at] & 0xff) | (body[at + 1] & 0xff) << 8;
      Message message = Envelopes.open(Arrays.copyOfRange(body, at + 2, at + 2 + length));
      results.addAll(
          Payloads.unpack(message.getPayload(), QueryResults.getDefaultInstance()).getItemsList());
      at += 2 + length;
    }
    return Answers.results(results);
  }

  @Override
  public void close() {
    http.close();
  }
}
