package cafe.directory;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.ContractWatch;
import cafe.testkit.RawHttp;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeClientThread;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.QueryResults;
import cafe.wire.pb.ThreadSnapshotQuery;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.MessageLite;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The directory over HTTP, attacks among it; run on each database. */
abstract class DirectoryRoutesContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;
  @Inject DirectoryConfig config;

  private final ObjectMapper json = new ObjectMapper();
  private final String unique = UUID.randomUUID().toString();
  private TestDevice ada;
  private TestDevice ben;

  @BeforeEach
  void register() {
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    ada = TestDevice.create().register(base, token);
    ben = TestDevice.create().register(base, token);
  }

  @Test
  void aPublishedPeerIsFoundByNameAndAddress() throws Exception {
    assertThat(publish(ada, "{\"name\":\"Ådä Lovelace " + unique + "\"}")).isEqualTo(204);

    assertThat(found(ben, "name=" + encode("ADA LOVE"))).isNotEmpty();
    assertThat(found(ben, "name=" + unique)).hasSize(1);
    assertThat(found(ben, "address=" + ada.address())).hasSize(1);
    assertThat(found(ben, "address=" + ada.address() + "&name=nobody")).isEmpty();
  }

  /** W15: wildcards are letters, and an empty search lists nobody. */
  @Test
  void w15WildcardsListNobody() throws Exception {
    publish(ada, "{\"name\":\"" + unique + "\"}");
    for (String name : List.of("%", "_", "%25%", "' or '1'='1", "\\")) {
      assertThat(found(ben, "name=" + encode(name))).as(name).isEmpty();
    }
    assertThat(send(as(ben, "/cafe/v1/directory").GET()).statusCode()).isEqualTo(400);
  }

  /** W12: nobody publishes for another. */
  @Test
  void w12OnlyTheOwnPeerIsPublished() throws Exception {
    publish(ada, "{\"name\":\"" + unique + "\"}");

    assertThat(publish(ben, "{\"id\":\"" + ada.peer() + "\",\"name\":\"evil\"}")).isEqualTo(403);
    assertThat(publish(ben, "{\"address\":\"" + ada.address() + "\"}")).isEqualTo(403);
    JsonNode peer = found(ben, "address=" + ada.address()).get(0);
    assertThat(peer.path("name").asText()).isEqualTo(unique);
  }

  @Test
  void optingOutWorksUntilTheNextPublication() throws Exception {
    publish(ada, "{\"name\":\"" + unique + "\"}");
    assertThat(send(as(ada, "/cafe/v1/directory/self").DELETE()).statusCode()).isEqualTo(204);
    assertThat(found(ben, "name=" + unique)).isEmpty();
    assertThat(send(as(ada, "/cafe/v1/directory/self").GET()).statusCode()).isEqualTo(404);
    publish(ada, "{\"name\":\"" + unique + "\"}");
    assertThat(found(ben, "name=" + unique)).hasSize(1);
  }

  @Test
  void badPublicationsAreRefused() throws Exception {
    for (String body :
        List.of("", "[]", "7", "{\"name\":7}", "{\"name\":\"" + "x".repeat(257) + "\"}")) {
      assertThat(publish(ada, body)).as(body).isEqualTo(400);
    }
    assertThat(send(as(ada, "/cafe/v1/directory/self").GET()).statusCode()).isEqualTo(404);
  }

  @Test
  void oldClientsSearchByEnvelope() throws Exception {
    publish(ada, "{\"name\":\"" + unique + "\"}");
    List<QueryResult> results =
        search(ben, Query.Type.CONTACTS, ContactQuery.newBuilder().setName(unique).build());

    assertThat(results).hasSize(1);
    assertThat(results.getFirst().getId()).isEqualTo(ada.peer().toString());
    assertThat(results.getFirst().getValue().getTypeUrl()).isEqualTo("/Peer");
    assertThat(results.getFirst().hasDate()).isTrue();
  }

  /** Without options five; a limit that is not positive is none; wait ends by itself. */
  @Test
  void searchesAreLimitedAsTheOriginals() throws Exception {
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    List<String> peers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      TestDevice device = TestDevice.create().register(base, token);
      publish(device, "{\"name\":\"" + unique + "\"}");
      peers.add(device.peer().toString());
    }
    Query.Builder query =
        Query.newBuilder()
            .setId("q " + unique)
            .setType(Query.Type.CONTACTS)
            .setPayload(Payloads.packBare(ContactQuery.newBuilder().setName(unique).build()));
    assertThat(searched(query)).hasSize(5);
    QueryOptions.Builder options = QueryOptions.newBuilder().setWait(1);
    assertThat(searched(query.setOptions(options.setLimit(2)))).hasSize(2);
    assertThat(searched(query.setOptions(options.setLimit(0)))).hasSize(7);
    options.setLimit(-1).setWait(9_999).addAllExclude(peers.subList(0, 3));
    assertThat(searched(query.setOptions(options)))
        .containsExactlyInAnyOrderElementsOf(peers.subList(3, 7));
    options.setFilter(QueryOptions.FilterType.HIDE_OLDER);
    assertThat(searched(query.setOptions(options))).hasSize(4);
    for (int i = 0; i < 300; i++) {
      options.addExclude("x" + i);
    }
    assertThat(raw(ben, sealed(query.setOptions(options))).statusCode()).isEqualTo(400);
  }

  private List<String> searched(Query.Builder query) throws Exception {
    HttpResponse<byte[]> response = raw(ben, sealed(query));
    assertThat(response.statusCode()).isEqualTo(200);
    return results(response.body()).stream().map(QueryResult::getId).toList();
  }

  private byte[] sealed(Query.Builder query) {
    Message request = Envelopes.request(Message.Type.CAFE_QUERY, query.build());
    return Envelopes.sign(request, new TestNode(ben.peerKey())).toByteArray();
  }

  /** Recovery: all devices' snapshots, in frames that never wrap (W16). */
  @Test
  void w16ManySnapshotsComeInWholeFrames() throws Exception {
    byte[] ciphertext = new byte[3_000];
    ThreadLocalRandom.current().nextBytes(ciphertext);
    for (int i = 0; i < 60; i++) {
      HttpRequest.Builder put =
          as(ada, "/api/v1/threads/t" + i).PUT(HttpRequest.BodyPublishers.ofByteArray(ciphertext));
      assertThat(send(put).statusCode()).isEqualTo(204);
    }
    List<QueryResult> results =
        search(
            ada,
            Query.Type.THREAD_SNAPSHOTS,
            ThreadSnapshotQuery.newBuilder().setAddress(ada.address()).build());

    assertThat(results).hasSize(60);
    CafeClientThread first = CafeClientThread.parseFrom(results.getFirst().getValue().getValue());
    assertThat(first.getClient()).isEqualTo(ada.peer().toString());
    assertThat(first.getCiphertext().toByteArray()).isEqualTo(ciphertext);
  }

  /** W16: who leaves in the middle of the answer holds no place. */
  @Test
  void w16SearchersThatLeaveHoldNothing() throws Exception {
    for (int i = 0; i < 4; i++) {
      HttpRequest.Builder put =
          as(ada, "/api/v1/threads/t" + i)
              .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[50_000]));
      assertThat(send(put).statusCode()).isEqualTo(204);
    }
    Query.Builder query =
        Query.newBuilder()
            .setType(Query.Type.THREAD_SNAPSHOTS)
            .setOptions(QueryOptions.newBuilder().setLimit(-1))
            .setPayload(
                Payloads.packBare(
                    ThreadSnapshotQuery.newBuilder().setAddress(ada.address()).build()));
    byte[] envelope =
        Envelopes.sign(
                Envelopes.request(Message.Type.CAFE_QUERY, query.build()),
                new TestNode(ada.peerKey()))
            .toByteArray();
    String head =
        "POST /api/v1/search HTTP/1.1\r\nHost: cafe\r\nAuthorization: Basic %s\r\n"
            .formatted(ada.access());
    byte[] request =
        RawHttp.request(head + "Content-Length: " + envelope.length + "\r\n\r\n", envelope);
    for (int i = 0; i <= config.maxQueries(); i++) {
      try (Socket socket = RawHttp.open(base)) {
        socket.getOutputStream().write(request);
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
    }
    // Of as many places as searches just left, one at least is free at once or soon.
    HttpResponse<byte[]> response = raw(ada, envelope);
    for (int i = 0; i < 300 && response.statusCode() == 503; i++) {
      Thread.sleep(100);
      response = raw(ada, envelope);
    }
    assertThat(results(response.body())).hasSize(4);
  }

  /** W15: another account's snapshots are not found. */
  @Test
  void w15SnapshotsOfTheOwnAccountOnly() throws Exception {
    HttpResponse<byte[]> response =
        post(
            ben,
            Query.Type.THREAD_SNAPSHOTS,
            ThreadSnapshotQuery.newBuilder().setAddress(ada.address()).build());
    assertThat(response.statusCode()).isEqualTo(403);
  }

  /** W9: what made the original crash is answered. */
  @Test
  void w9OddSearchesAreAnswered() throws Exception {
    assertThat(raw(ada, new byte[0]).statusCode()).isEqualTo(400);
    assertThat(raw(ada, new byte[] {7, 7}).statusCode()).isEqualTo(400);
    Message other = Envelopes.request(Message.Type.PING, null);
    HttpResponse<byte[]> ping =
        raw(ada, Envelopes.sign(other, new TestNode(ada.peerKey())).toByteArray());
    assertThat(ping.statusCode()).isEqualTo(200);
    assertThat(ping.body()).isEmpty();
  }

  /** A path alone, as the original's: the scheme in front of a proxy is not ours to tell. */
  @Test
  void theOldSearchPathPointsToTheNewOne() throws Exception {
    HttpResponse<byte[]> moved =
        send(as(ada, "/api/v0/search").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[0])));
    assertThat(moved.statusCode()).isEqualTo(308);
    assertThat(moved.headers().firstValue("Location")).hasValue("/api/v1/search");
  }

  private List<QueryResult> search(TestDevice device, Query.Type type, MessageLite payload)
      throws Exception {
    HttpResponse<byte[]> response = post(device, type, payload);
    assertThat(response.statusCode()).isEqualTo(200);
    return results(response.body());
  }

  private static List<QueryResult> results(byte[] body) throws Exception {
    List<QueryResult> results = new ArrayList<>();
    for (int at = 0; at < body.length; ) {
      int length = (body[at] & 0xff) | (body[at + 1] & 0xff) << 8;
      Message message = Envelopes.open(Arrays.copyOfRange(body, at + 2, at + 2 + length));
      results.addAll(
          Payloads.unpack(message.getPayload(), QueryResults.getDefaultInstance()).getItemsList());
      at += 2 + length;
    }
    return results;
  }

  private HttpResponse<byte[]> post(TestDevice device, Query.Type type, MessageLite payload)
      throws Exception {
    Query query =
        Query.newBuilder()
            .setId(UUID.randomUUID().toString())
            .setType(type)
            .setOptions(QueryOptions.newBuilder().setLimit(-1).setWait(1))
            .setPayload(Payloads.packBare(payload))
            .build();
    Message request = Envelopes.request(Message.Type.CAFE_QUERY, query);
    return raw(device, Envelopes.sign(request, new TestNode(device.peerKey())).toByteArray());
  }

  private HttpResponse<byte[]> raw(TestDevice device, byte[] body) throws Exception {
    return send(as(device, "/api/v1/search").POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private int publish(TestDevice device, String body) throws Exception {
    return send(as(device, "/cafe/v1/directory/self")
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body)))
        .statusCode();
  }

  private JsonNode found(TestDevice device, String query) throws Exception {
    HttpResponse<byte[]> response = send(as(device, "/cafe/v1/directory?" + query).GET());
    assertThat(response.statusCode()).isEqualTo(200);
    return json.readTree(response.body()).path("peers");
  }

  private HttpRequest.Builder as(TestDevice device, String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Authorization", "Basic " + device.access());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return ContractWatch.seen(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
  }
}
