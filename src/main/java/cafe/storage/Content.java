package cafe.storage;

import cafe.ipld.Cid;
import java.util.function.Consumer;

/**
 * Something to store: a root and the blocks beneath it. Hashed and checked before it is made;
 * {@link Contents} makes them.
 */
public interface Content {
  /** The name. */
  Cid root();

  /** What a reference to it keeps. */
  Scope scope();

  /**
   * Visits every block, children before parents and the root last. May be called repeatedly and
   * visits the same blocks each time; a block that occurs twice may be visited twice.
   */
  void blocks(Consumer<Block> visitor);
}
