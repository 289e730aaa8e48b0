package cafe.directory.queries;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.directory.ContactSearch;
import cafe.wire.FoundItem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResultSetTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aLimitCountsDistinctIds() {
    ResultSet results = new ResultSet(contacts(2, false), 100);
    assertThat(results.add(List.of(peer("a", 1), peer("a", 2), peer("b", 1), peer("c", 1))))
        .extracting(FoundItem::id)
        .containsExactly("a", "a", "b");
    assertThat(results.isFull()).isTrue();
    assertThat(results.add(List.of(peer("a", 3)))).isEmpty();
  }

  @Test
  void whatIsNotNewerIsLeftOutIfThatIsWanted() {
    ResultSet results = new ResultSet(contacts(9, true), 100);
    assertThat(results.add(List.of(peer("a", 5), peer("a", 5), peer("a", 4)))).hasSize(1);
    assertThat(results.add(List.of(peer("a", 6)))).hasSize(1);
    assertThat(results.add(List.of(peer("a", 5)))).isEmpty();
    ResultSet all = new ResultSet(contacts(9, false), 100);
    assertThat(all.add(List.of(peer("a", 5), peer("a", 5), peer("a", 4)))).hasSize(3);
  }

  @Test
  void whatIsExcludedAndWhatIsOfAnotherKindIsLeftOut() {
    ResultSet results = new ResultSet(contacts(9, false, "me"), 100);
    FoundItem snapshot = FoundItem.snapshot("t", "client", new byte[1]);
    assertThat(results.add(List.of(peer("me", 1), snapshot, peer("a", 1))))
        .extracting(FoundItem::id)
        .containsExactly("a");
    Query query = new Query("q", new Query.AccountSnapshots("x"), 9, Query.DEFAULT_WAIT, false);
    assertThat(new ResultSet(query, 100).add(List.of(peer("a", 1), snapshot)))
        .containsExactly(snapshot);
  }

  /** Whatever the query asks for, and however often one id comes. */
  @Test
  void theCafesOwnLimitCountsEveryResult() {
    ResultSet results = new ResultSet(contacts(Integer.MAX_VALUE, false), 3);
    for (int i = 0; i < 10; i++) {
      results.add(List.of(peer("a", i)));
    }
    assertThat(results.isFull()).isTrue();
    assertThat(results.add(List.of(peer("b", 1)))).isEmpty();
  }

  private static Query contacts(int limit, boolean hideOlder, String... exclude) {
    ContactSearch search = new ContactSearch("", "x", Set.of(exclude));
    return new Query("q", new Query.Contacts(search), limit, Query.DEFAULT_WAIT, hideOlder);
  }

  private static FoundItem peer(String id, int seconds) {
    return new FoundItem(
        id, Optional.of(NOW.plusSeconds(seconds)), FoundItem.Kind.PEER, new byte[0]);
  }
}
