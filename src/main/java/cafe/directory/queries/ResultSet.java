package cafe.directory.queries;

import cafe.wire.FoundItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a query has passed on. Not thread-safe. */
final class ResultSet {

  private final Query query;
  private final int most;
  private final Map<String, Instant> newest = new HashMap<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<String> exclude;
  private int passed;

  ResultSet(Query query, int most) {
    this.query = query;
    this.most = most;
    this.exclude =
        query.target() instanceof Query.Contacts contacts ? contacts.search().exclude() : Set.of();
  }

  /** Those of the items that belong into the results, noted as passed on. */
  List<FoundItem> add(List<FoundItem> items) {
    List<FoundItem> fresh = new ArrayList<>();
    for (FoundItem item : items) {
      if (!isFull() && kindFits(item) && !exclude.contains(item.id()) && isNew(item)) {
        ids.add(item.id());
        passed++;
        fresh.add(item);
      }
    }
    return fresh;
  }

  private boolean kindFits(FoundItem item) {
    return item.kind()
        == (query.target() instanceof Query.Contacts
            ? FoundItem.Kind.PEER
            : FoundItem.Kind.SNAPSHOT);
  }

  private boolean isNew(FoundItem item) {
    Optional<Instant> date = item.date();
    if (!query.hideOlder() || date.isEmpty()) {
      return true;
    }
    Instant last = newest.get(item.id());
    if (last != null && !date.get().isAfter(last)) {
      return false;
    }
    newest.put(item.id(), date.get());
    return true;
  }

  /** Whether the query has what it asked for, or as much as it may have. */
  boolean isFull() {
    return ids.size() >= query.limit() || passed >= most;
  }
}
