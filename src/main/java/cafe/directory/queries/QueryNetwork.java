package cafe.directory.queries;

import cafe.wire.FoundItem;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks other peers. While the node has none, a query is answered locally. */
public interface QueryNetwork {

  /** Whether there is anybody to ask. */
  boolean hasPeers();

  /**
   * Publishes a query.
   *
   * <p>Empty if nobody was asked: a query of that id is in flight already.
   *
   * @param results called with what others answer, by any thread, until the question is closed
   */
  Optional<Question> ask(Query query, Consumer<List<FoundItem>> results);

  /** A query in flight. */
  interface Question extends AutoCloseable {
    /** Takes no more answers. */
    @Override
    void close();
  }
}
