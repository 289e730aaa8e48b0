package cafe.directory.queries;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.directory.Directory;
import cafe.directory.DirectoryConfig;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.Address;
import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.snapshots.Condition;
import cafe.snapshots.Snapshots;
import cafe.testkit.Configs;
import cafe.testkit.TestDevice;
import cafe.wire.FoundItem;
import cafe.wire.pb.QueryResults;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What this cafe finds of an account's snapshots, and how much it reads for it. */
abstract class LocalAnswersContract {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject CallerResolver callers;
  @Inject Snapshots snapshots;
  @Inject Queries queries;
  @Inject Directory directory;

  private TestDevice ada;
  private Caller.Session session;

  @BeforeEach
  void register() {
    ada = TestDevice.create();
    ada.register(base, tokens.create(new NewAccessToken("answers", null, null)).text());
    session = callers.session(ada.access());
  }

  private void store(String thread, int size) {
    snapshots.store(session, thread, new byte[size], new Condition.None());
  }

  private Query query(int limit) {
    return new Query(
        "id", new Query.AccountSnapshots(ada.address()), limit, Query.DEFAULT_WAIT, false);
  }

  private List<List<String>> batches(long largest, boolean more) throws IOException {
    List<List<String>> found = new ArrayList<>();
    queries.local(
        query(Integer.MAX_VALUE),
        largest,
        batch -> {
          found.add(batch.stream().map(FoundItem::id).toList());
          return more;
        });
    return found;
  }

  @Test
  void largeSnapshotsComeLastEachByItself() throws IOException {
    store("a", 200_000);
    store("b", Queries.BATCH_BYTES + 1);
    store("c", Queries.BATCH_BYTES);
    store("d", 100);
    store("e", 100);
    assertThat(batches(200_000, true))
        .containsExactly(List.of("c"), List.of("d", "e"), List.of("a"), List.of("b"));
    assertThat(batches(199_999, true))
        .containsExactly(List.of("c"), List.of("d", "e"), List.of("b"));
  }

  /** Neither the sink's refusal nor a size that no frame holds uses up the limit. */
  @Test
  void aSearchPassesOnWhatFitsIntoItsFrames() throws IOException {
    store("a", Queries.BATCH_BYTES + 2);
    store("b", Queries.BATCH_BYTES + 1);
    store("c", Queries.FRAME_BYTES + 1);
    store("d", 10);
    List<List<String>> found = new ArrayList<>();
    queries.run(
        query(2),
        new Queries.Sink() {
          @Override
          public boolean fits(FoundItem item) {
            return !item.id().equals("a");
          }

          @Override
          public void accept(List<FoundItem> batch) {
            found.add(batch.stream().map(FoundItem::id).toList());
          }
        });
    assertThat(found).containsExactly(List.of("d"), List.of("b"));
  }

  /** Ids count by their bytes, which are more than their letters. */
  @Test
  void aBatchNeverExceedsItsBytes() throws IOException {
    for (int i = 0; i < 90; i++) {
      store("\u4e2d".repeat(125) + i, 1);
    }
    queries.local(
        query(Integer.MAX_VALUE),
        Long.MAX_VALUE,
        batch -> {
          QueryResults.Builder results = QueryResults.newBuilder();
          batch.forEach(item -> results.addItems(item.message()));
          assertThat(results.build().getSerializedSize()).isLessThan(Queries.BATCH_BYTES);
          return true;
        });
  }

  @Test
  void whoHasEnoughIsAskedNoMore() throws IOException {
    for (String thread : List.of("a", "b", "c", "d")) {
      store(thread, 40_000);
    }
    assertThat(batches(Long.MAX_VALUE, false)).containsExactly(List.of("a"));
  }

  /** Who cannot ask others has nothing to wait for; and nobody waits as long as he likes. */
  @Test
  @Timeout(60)
  void aSearchWaitsForThoseItHasAskedAndNotForever() throws IOException {
    List<Query> asked = new ArrayList<>();
    QueryNetwork network =
        new QueryNetwork() {
          @Override
          public boolean hasPeers() {
            return true;
          }

          @Override
          public Optional<Question> ask(Query query, Consumer<List<FoundItem>> results) {
            asked.add(query);
            return Optional.empty();
          }
        };
    store("a", 10);
    List<String> found = new ArrayList<>();
    Query query = query(5);
    Query patient = new Query(query.id(), query.target(), query.limit(), Duration.ofDays(1), false);
    DirectoryConfig hour =
        Configs.of(DirectoryConfig.class, Map.of("cafe.directory.max-wait", "1h"));
    new Queries(directory, snapshots, hour, network)
        .run(
            patient,
            new Queries.Sink() {
              @Override
              public boolean fits(FoundItem item) {
                return true;
              }

              @Override
              public void accept(List<FoundItem> batch) {
                batch.forEach(item -> found.add(item.id()));
              }
            });
    assertThat(found).containsExactly("a");
    assertThat(asked).extracting(Query::patience).containsExactly(Duration.ofHours(1));
  }

  @Test
  void onlyWhatIsWantedIsRead() {
    for (String thread : List.of("a", "b", "c")) {
      store(thread, 10);
    }
    List<String> read = new ArrayList<>();
    snapshots.forEachOfAccount(
        Address.parse(ada.address()),
        info -> !info.thread().equals("a"),
        snapshot -> {
          read.add(snapshot.info().thread());
          return false;
        });
    assertThat(read).containsExactly("b");
  }
}
