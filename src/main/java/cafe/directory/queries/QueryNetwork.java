package cafe.directory.queries;

import cafe.wire.FoundItem;
import java.util.List;
import java.util.function.Consumer;

/** Asks other peers. Without it, or while the node has no peers, a query is answered locally. */
public interface QueryNetwork {

  /** Whether there is anybody to ask. */
  boolean hasPeers();

  /**
   * Publishes a query.
   *
   * @param results called with what others answer, by any thread, until the question is closed
   */
  Question ask(Query query, Consumer<List<FoundItem>> results);

  /** A query in flight. */
  interface Question extends AutoCloseable {
    /** Takes no more answers. */
    @Override
    void close();
  }
}
