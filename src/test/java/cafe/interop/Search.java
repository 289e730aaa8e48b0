package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.Ed25519PrivateKey;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Envelope;
import cafe.wire.pb.Message;
import cafe.wire.pb.Peer;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.QueryResults;
import cafe.wire.pb.ThreadSnapshotQuery;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Searches over HTTP, as the original's clients do. */
final class Search {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Search() {}

  /**
   * One result.
   *
   * @param peerName of a contact, else empty
   */
  record Found(String id, String peerName) {}

  static CompletableFuture<List<Found>> contacts(
      CafeProcess cafe, String access, String name, int limit, int seconds) {
    ContactQuery query = ContactQuery.newBuilder().setName(name).build();
    return search(cafe, access, query(Query.Type.CONTACTS, query, limit, seconds));
  }

  static CompletableFuture<List<Found>> snapshots(
      CafeProcess cafe, String access, String address, int limit, int seconds) {
    ThreadSnapshotQuery query = ThreadSnapshotQuery.newBuilder().setAddress(address).build();
    return search(cafe, access, query(Query.Type.THREAD_SNAPSHOTS, query, limit, seconds));
  }

  private static Query query(Query.Type type, MessageLite payload, int limit, int seconds) {
    return Query.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setType(type)
        .setOptions(QueryOptions.newBuilder().setLimit(limit).setWait(seconds))
        .setPayload(Payloads.packBare(payload))
        .build();
  }

  private static CompletableFuture<List<Found>> search(
      CafeProcess cafe, String access, Query query) {
    TestNode node = new TestNode(Ed25519PrivateKey.generate(new SecureRandom()));
    Message request = Envelopes.request(Message.Type.CAFE_QUERY, query);
    HttpRequest.Builder call =
        HttpRequest.newBuilder(cafe.url().resolve("/api/v1/search"))
            .header("Authorization", "Basic " + access)
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    Envelopes.sign(request, node).toByteArray()));
    return HTTP.sendAsync(call.build(), HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(Search::results);
  }

  private static List<Found> results(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    List<Found> found = new ArrayList<>();
    ByteBuffer body = ByteBuffer.wrap(response.body()).order(ByteOrder.LITTLE_ENDIAN);
    while (body.hasRemaining()) {
      byte[] frame = new byte[Short.toUnsignedInt(body.getShort())];
      body.get(frame);
      try {
        Message message = Envelope.parseFrom(frame).getMessage();
        assertThat(message.getType()).isEqualTo(Message.Type.CAFE_QUERY_RES);
        for (QueryResult item :
            QueryResults.parseFrom(message.getPayload().getValue()).getItemsList()) {
          String url = item.getValue().getTypeUrl();
          String name =
              url.endsWith("/Peer") ? Peer.parseFrom(item.getValue().getValue()).getName() : "";
          found.add(new Found(item.getId(), name));
        }
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("not an envelope with results", e);
      }
    }
    return found;
  }
}
