package cafe.directory.queries;

import cafe.wire.FoundItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One client's query while it runs: what it has been given, and what not. Not thread-safe. */
final class SearchRun {
  private static final System.Logger LOG = System.getLogger(SearchRun.class.getName());

  private final ResultSet results;
  private final Queries.Sink sink;
  private int leftOut;

  SearchRun(Query query, int most, Queries.Sink sink) {
    this.results = new ResultSet(query, most);
    this.sink = sink;
  }

  /**
   * Passes on those of the items that belong into the results and fit.
   *
   * @return whether there is use for more
   */
  boolean take(List<FoundItem> items) throws IOException {
    List<FoundItem> fitting = new ArrayList<>();
    for (FoundItem item : items) {
      if (item.size() <= Queries.BATCH_BYTES || sink.fits(item)) {
        fitting.add(item);
      } else {
        leftOut++;
      }
    }
    Batches batches = new Batches(Integer.MAX_VALUE, this::pass);
    for (FoundItem item : results.add(fitting)) {
      batches.add(item);
    }
    batches.flush();
    return !results.isFull();
  }

  private boolean pass(List<FoundItem> batch) throws IOException {
    sink.accept(batch);
    return true;
  }

  /** So many more were not even read. */
  void leaveOut(int items) {
    leftOut += items;
  }

  boolean isFull() {
    return results.isFull();
  }

  /** Whether there is use for more, and somebody who waits for it. */
  boolean isWanted() {
    return !results.isFull() && sink.isWanted();
  }

  /** Once a query, for who looks into it: whoever searched may miss them. */
  void tellLeftOut() {
    if (leftOut > 0) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "a search left out {0} results that fit into no frame of 65,535 bytes",
          leftOut);
    }
  }
}
