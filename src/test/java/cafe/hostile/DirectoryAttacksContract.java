package cafe.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.RawHttp;
import cafe.wire.pb.Cafe;
import cafe.wire.pb.CafeClientThread;
import cafe.wire.pb.CafePublishPeer;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message.Type;
import cafe.wire.pb.Peer;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.ThreadSnapshotQuery;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The original's weaknesses in its searches, each as the bytes that an attacker sends. */
abstract class DirectoryAttacksContract extends Attack {

  private static final String JSON = "Content-Type: application/json";

  private String peer() {
    return victim.device().peer().toString();
  }

  private String address() {
    return victim.device().address();
  }

  @Test
  void w12PublishingForAnother() throws IOException {
    String inboxes = ",\"inboxes\":[{\"peer\":\"" + mallory.peer() + "\",\"url\":\"http://m\"}]";
    for (String who :
        List.of(
            "\"id\":\"" + peer() + "\"",
            "\"address\":\"" + address() + "\"",
            "\"id\":\"" + peer() + "\",\"address\":\"" + address() + "\"")) {
      byte[] body = json("{\"name\":\"evil\"," + who + inboxes + "}");
      assertThat(refusal("PUT", "/cafe/v1/directory/self", body, JSON, as(mallory)))
          .as(who)
          .isEqualTo("forbidden");
    }
    Peer own =
        Peer.newBuilder()
            .setId(mallory.peer().toString())
            .setAddress(mallory.address())
            .setName("evil")
            .addInboxes(Cafe.newBuilder().setPeer(mallory.peer().toString()).setUrl("http://m"))
            .build();
    for (Peer peer :
        List.of(
            own.toBuilder().setId(peer()).build(),
            own.toBuilder().setAddress(address()).build(),
            own.toBuilder().setId(peer()).setAddress(address()).build())) {
      CafePublishPeer publication =
          CafePublishPeer.newBuilder().setToken(mallory.access()).setPeer(peer).build();
      assertThat(refusedByEnvelope(mallory, Type.CAFE_PUBLISH_PEER, publication))
          .isEqualTo("403 forbidden");
    }
    victim.assertUntouched();
  }

  /** Texts that mean more than themselves to a database: as names, as addresses, to be left out. */
  @Test
  void w10SearchesWithSql() throws IOException {
    String all = "x' or '1'='1";
    for (String text : List.of(all, all + "' --", "x'; delete from peers; --", "x\" or \"\"=\"")) {
      String escaped = URLEncoder.encode(text, UTF_8);
      for (String query :
          List.of("name=" + escaped, "address=" + escaped, "address=" + address() + escaped)) {
        assertFindsNobody("/cafe/v1/directory?" + query);
      }
      assertThat(found(ContactQuery.newBuilder().setName(text).build())).as(text).isEmpty();
      assertThat(found(ContactQuery.newBuilder().setAddress(text).build())).as(text).isEmpty();
      ContactQuery good = ContactQuery.newBuilder().setName(victim.name()).build();
      QueryOptions.Builder options = QueryOptions.newBuilder().setWait(1).addExclude(text);
      assertThat(Searches.results(search(Query.Type.CONTACTS, good, options)))
          .as("nobody is left out by %s", text)
          .extracting(QueryResult::getId)
          .containsExactly(peer());
    }
    victim.assertUntouched();
  }

  @Test
  void w15WildcardsThatListEverybody() throws IOException {
    for (String text : List.of("%", "_", "%%", "name of _", "name%of", "*", "\\", ".*")) {
      String escaped = URLEncoder.encode(text, UTF_8);
      assertFindsNobody("/cafe/v1/directory?name=" + escaped);
      assertFindsNobody("/cafe/v1/directory?address=" + escaped);
      assertThat(found(ContactQuery.newBuilder().setName(text).build())).as(text).isEmpty();
      assertThat(found(ContactQuery.newBuilder().setAddress(text).build())).as(text).isEmpty();
    }
    assertThat(found(ContactQuery.getDefaultInstance())).as("an empty search").isEmpty();
    assertThat(refusal("GET", "/cafe/v1/directory", NONE, as(mallory)))
        .isEqualTo("request-malformed");
    victim.assertUntouched();
  }

  /** By an envelope, which says whose account is meant, and by our own routes, which name peers. */
  @Test
  void w15SnapshotsOfAnotherAccount() throws IOException {
    ThreadSnapshotQuery query = ThreadSnapshotQuery.newBuilder().setAddress(address()).build();
    QueryOptions.Builder options = QueryOptions.newBuilder().setWait(1).setLimit(-1);
    RawHttp.Answer answer = search(Query.Type.THREAD_SNAPSHOTS, query, options);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("\"forbidden\"").doesNotContain(peer());
    for (String target :
        List.of(
            "/cafe/v1/snapshots/t?client=" + peer(),
            "/cafe/v1/snapshots/t/versions?client=" + peer(),
            "/cafe/v1/snapshots/t/versions/1?client=" + peer())) {
      answer = send("GET", target, NONE, as(mallory));
      assertThat(answer.text()).as(target).doesNotContain("a thread of");
      assertThat(answer.text()).as(target).doesNotContain("\"version\"");
    }
    assertThat(send("GET", "/cafe/v1/snapshots", NONE, as(mallory)).text()).doesNotContain(peer());
    victim.assertUntouched();
  }

  /** Results that together, or nearly alone, are longer than a frame. */
  @Test
  void w16AnswersLongerThanAFrame() throws IOException {
    String own = as(victim.device());
    List<String> stored = new ArrayList<>(List.of("t"));
    byte[] large = new byte[40_000];
    Arrays.fill(large, (byte) 'x');
    for (int i = 0; i < 4; i++) {
      stored.add("large " + i);
      String target = "/api/v1/threads/large%20" + i;
      assertThat(send("PUT", target, large, own).status()).isEqualTo(204);
    }
    ThreadSnapshotQuery query = ThreadSnapshotQuery.newBuilder().setAddress(address()).build();
    QueryOptions.Builder options = QueryOptions.newBuilder().setWait(1).setLimit(-1);
    List<QueryResult> found =
        Searches.results(
            Searches.send(
                base,
                victim.device(),
                Searches.query(Query.Type.THREAD_SNAPSHOTS, query, options)));
    assertThat(found).extracting(QueryResult::getId).containsExactlyInAnyOrderElementsOf(stored);
    for (QueryResult each : found) {
      if (!each.getId().equals("t")) {
        CafeClientThread snapshot = CafeClientThread.parseFrom(each.getValue().getValue());
        assertThat(snapshot.getCiphertext().toByteArray()).isEqualTo(large);
      }
    }
    victim.assertUntouched();
  }

  private void assertFindsNobody(String target) throws IOException {
    RawHttp.Answer answer = send("GET", target, NONE, as(mallory));
    assertThat(answer.status()).as(target).isEqualTo(200);
    assertThat(answer.text()).as(target).startsWith("{\"peers\":[").doesNotContain(peer());
  }

  /** What a search by an envelope finds of the victim. */
  private List<QueryResult> found(ContactQuery query) throws IOException {
    QueryOptions.Builder options = QueryOptions.newBuilder().setWait(1).setLimit(-1);
    return Searches.results(search(Query.Type.CONTACTS, query, options)).stream()
        .filter(result -> result.getId().equals(peer()))
        .toList();
  }

  private RawHttp.Answer search(Query.Type type, MessageLite payload, QueryOptions.Builder options)
      throws IOException {
    return Searches.send(base, mallory, Searches.query(type, payload, options));
  }
}
