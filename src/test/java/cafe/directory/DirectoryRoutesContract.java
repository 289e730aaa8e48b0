package cafe.directory;

import static cafe.testkit.GeneratedClient.bytes;
import static cafe.testkit.GeneratedClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.ApiException;
import cafe.client.Peer;
import cafe.client.Publication;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.ContractWatch;
import cafe.testkit.GeneratedClient;
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
import com.google.protobuf.MessageLite;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The directory over HTTP, attacks among it; run on each database. What clients do goes through the
 * generated client; bodies that are none, by hand.
 */
abstract class DirectoryRoutesContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;

  private final String unique = UUID.randomUUID().toString();
  private GeneratedClient cafe;
  private TestDevice ada;
  private TestDevice ben;

  @BeforeEach
  void register() {
    cafe = GeneratedClient.of(base);
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    ada = TestDevice.create().register(base, token);
    ben = TestDevice.create().register(base, token);
  }

  @Test
  void aPublishedPeerIsFoundByNameAndAddress() throws Exception {
    publish(ada, "Ådä Lovelace " + unique);

    assertThat(named("ADA LOVE")).isNotEmpty();
    assertThat(named(unique)).hasSize(1);
    assertThat(found(ada.address(), null))
        .singleElement()
        .returns(ada.peer().toString(), Peer::getId)
        .returns("Ådä Lovelace " + unique, Peer::getName);
    assertThat(found(ada.address(), "nobody")).isEmpty();
    assertThat(cafe.directory().getPublished(ada.authorization()).getAddress())
        .isEqualTo(ada.address());
  }

  @Test
  void optingOutWorksUntilTheNextPublication() throws Exception {
    publish(ada, unique);
    cafe.directory().withdraw(ada.authorization());
    assertThat(named(unique)).isEmpty();
    refused(404, () -> cafe.directory().getPublished(ada.authorization()));
    publish(ada, unique);
    assertThat(named(unique)).hasSize(1);
  }

  @Test
  void badPublicationsAreRefused() throws Exception {
    for (String body :
        List.of("", "[]", "7", "{\"name\":7}", "{\"name\":\"" + "x".repeat(257) + "\"}")) {
      HttpRequest.Builder bad =
          as(ada, "/cafe/v1/directory/self")
              .header("Content-Type", "application/json")
              .PUT(HttpRequest.BodyPublishers.ofString(body));
      assertThat(send(bad).statusCode()).as(body).isEqualTo(400);
    }
    refused(404, () -> cafe.directory().getPublished(ada.authorization()));
  }

  @Test
  void oldClientsSearchByEnvelope() throws Exception {
    publish(ada, unique);
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
      publish(device, unique);
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
    byte[] many = sealed(query.setOptions(options));
    refused(400, () -> ask(ben, many));
  }

  private List<String> searched(Query.Builder query) throws Exception {
    return results(ask(ben, sealed(query))).stream().map(QueryResult::getId).toList();
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
      store("t" + i, ciphertext);
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

  /** As the original's. */
  @Test
  void envelopesOfAnotherTypeFindNothing() throws Exception {
    Message other = Envelopes.request(Message.Type.PING, null);
    assertThat(ask(ada, Envelopes.sign(other, new TestNode(ada.peerKey())).toByteArray()))
        .isEmpty();
  }

  /** A path alone, as the original's: the scheme in front of a proxy is not ours to tell. */
  @Test
  void theOldSearchPathPointsToTheNewOne() throws Exception {
    ApiException moved = refused(308, () -> cafe.directory().searchV0(ada.authorization()));
    assertThat(moved.getResponseHeaders().firstValue("Location")).hasValue("/api/v1/search");
  }

  private static List<QueryResult> results(byte[] body) {
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

  private List<QueryResult> search(TestDevice device, Query.Type type, MessageLite payload)
      throws ApiException {
    Query query =
        Query.newBuilder()
            .setId(UUID.randomUUID().toString())
            .setType(type)
            .setOptions(QueryOptions.newBuilder().setLimit(-1).setWait(1))
            .setPayload(Payloads.packBare(payload))
            .build();
    Message request = Envelopes.request(Message.Type.CAFE_QUERY, query);
    byte[] envelope = Envelopes.sign(request, new TestNode(device.peerKey())).toByteArray();
    return results(ask(device, envelope));
  }

  private byte[] ask(TestDevice device, byte[] envelope) throws ApiException {
    return bytes(
        GeneratedClient.send(
            envelope, file -> cafe.directory().search(file, device.authorization())));
  }

  private void store(String thread, byte[] snapshot) throws ApiException {
    GeneratedClient.send(
        snapshot,
        file -> cafe.snapshots().storeThreadWithHttpInfo(thread, file, ada.authorization()));
  }

  private void publish(TestDevice device, String name) throws ApiException {
    cafe.directory().publish(new Publication().name(name), device.authorization());
  }

  private List<Peer> named(String name) throws ApiException {
    return found(null, name);
  }

  private List<Peer> found(@Nullable String address, @Nullable String name) throws ApiException {
    return cafe.directory().findPeers(address, name, null, ben.authorization()).getPeers();
  }

  private HttpRequest.Builder as(TestDevice device, String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Authorization", "Basic " + device.access());
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return ContractWatch.seen(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
  }
}
