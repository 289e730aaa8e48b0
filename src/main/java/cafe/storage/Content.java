package cafe.storage;

import cafe.ipld.Cid;
import java.util.List;
import java.util.function.Consumer;

/**
 * Something to store: a root and what lies beneath it. Hashed and checked before it is made; {@link
 * Contents} makes them.
 */
public interface Content {
  /** The name. */
  Cid root();

  /** What a reference to it keeps. */
  Scope scope();

  /** Contents that it links to and that are stored with it: the files of a directory. */
  default List<Content> parts() {
    return List.of();
  }

  /**
   * Visits its own blocks, not those of its parts, the root last. May be called repeatedly and
   * visits the same blocks each time; a block that occurs twice may be visited twice.
   */
  void blocks(Consumer<Block> visitor);
}
