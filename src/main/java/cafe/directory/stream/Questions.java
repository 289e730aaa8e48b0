package cafe.directory.stream;

import cafe.directory.queries.Query;
import cafe.directory.queries.QueryNetwork;
import cafe.kernel.CafeException;
import cafe.kernel.PeerId;
import cafe.wire.FoundItem;
import cafe.wire.pb.PubSubQueryResults;
import cafe.wire.pb.QueryResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Our own queries in flight, and the answers that may reach them. */
@ApplicationScoped
class Questions {

  private static final int MAX_ITEMS = 1_000;
  private static final int MAX_BATCHES_PER_SENDER = 64;

  private final Map<String, Open> open = new ConcurrentHashMap<>();

  /** A query, who listens, and how often each peer has answered. */
  private record Open(
      Query query, Consumer<List<FoundItem>> results, Map<PeerId, AtomicInteger> senders) {}

  /** Takes answers to a query from now on; empty if one of the same id is in flight. */
  Optional<QueryNetwork.Question> open(Query query, Consumer<List<FoundItem>> results) {
    Open question = new Open(query, results, new ConcurrentHashMap<>());
    if (open.putIfAbsent(query.id(), question) != null) {
      return Optional.empty();
    }
    return Optional.of(() -> open.remove(query.id(), question));
  }

  /** Whether a query of ours is in flight. */
  boolean isOpen(String id) {
    return open.containsKey(id);
  }

  /** Takes an answer; whatever answers nothing that is in flight is dropped. */
  void answer(PeerId sender, PubSubQueryResults answer) {
    Open question = open.get(answer.getId());
    if (question == null
        || answer.getResults().getItemsCount() > MAX_ITEMS
        || question.senders().computeIfAbsent(sender, peer -> new AtomicInteger()).incrementAndGet()
            > MAX_BATCHES_PER_SENDER) {
      return;
    }
    List<FoundItem> items = new ArrayList<>();
    for (QueryResult result : answer.getResults().getItemsList()) {
      try {
        items.add(FoundItem.of(result));
      } catch (CafeException e) {
        // Of a type that nobody asked for: left out.
      }
    }
    if (!items.isEmpty()) {
      question.results().accept(items);
    }
  }
}
