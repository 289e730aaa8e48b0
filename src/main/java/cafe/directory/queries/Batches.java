package cafe.directory.queries;

import cafe.wire.FoundItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects items into batches that fit into a frame, unless one item alone does not. */
final class Batches {
  private final int most;
  private final Queries.Taker taker;
  private boolean wanted = true;
  private final List<FoundItem> items = new ArrayList<>();
  private int bytes;
  private @Nullable IOException failure;

  /**
   * For batches of so many items.
   *
   * @param most after which nobody may want more
   */
  Batches(int most, Queries.Taker taker) {
    this.most = most;
    this.taker = taker;
  }

  boolean areWanted() {
    return wanted && failure == null;
  }

  void add(FoundItem item) throws IOException {
    if (bytes + item.size() > Queries.BATCH_BYTES) {
      flush();
    }
    items.add(item);
    bytes += item.size();
    if (bytes >= Queries.BATCH_BYTES || items.size() >= most) {
      flush();
    }
  }

  /** Tells whether more are wanted. */
  boolean addQuietly(FoundItem item) {
    try {
      add(item);
    } catch (IOException e) {
      failure = e;
    }
    return areWanted();
  }

  void flush() throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (!items.isEmpty()) {
      wanted = wanted && taker.accept(List.copyOf(items));
      items.clear();
      bytes = 0;
    }
  }
}
