package cafe.database;

import java.util.List;

/**
 * Changes that others hear about (live streams, nudges, later webhooks), written in the transaction
 * that makes the change and read in the order in which transactions committed.
 *
 * <p>A cursor is what a reader remembers: it has seen every event up to there, and will be given
 * every later one, however transactions overlap. Events are kept for {@code
 * cafe.database.outbox-retention}.
 */
public interface Outbox {

  /**
   * Adds an event to the current unit of work.
   *
   * @param topic what happened, for example {@code inbox.delivered}; at most 64 characters
   * @param key whom it concerns; readers select by it; at most 255 characters
   * @param payload what readers need to know, small (at most 4 KiB)
   */
  void append(String topic, String key, String payload);

  /** The oldest events of a topic and key after the cursor, at most {@code limit}. */
  List<Event> after(String topic, String key, Cursor cursor, int limit);

  /** The oldest events of a topic, whatever their key, after the cursor, at most {@code limit}. */
  List<Event> after(String topic, Cursor cursor, int limit);

  /** Where a reader that wants only what is yet to come begins. */
  Cursor end();

  /**
   * Calls {@code wake} whenever this process commits an event of the topic and key; it must be
   * quick. A hint only: readers also look by themselves now and then, for events of other
   * processes.
   */
  Subscription onCommit(String topic, String key, Runnable wake);

  /** As {@link #onCommit(String, String, Runnable)}, for events of any key. */
  Subscription onCommit(String topic, Runnable wake);

  /** One event. */
  record Event(Cursor cursor, String topic, String key, String payload) {}

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * A place in the stream of events.
   *
   * @param transaction the committed transaction (0 on the embedded database, whose one writer
   *     numbers events in commit order by itself)
   * @param number the event's number
   */
  record Cursor(long transaction, long number) implements Comparable<Cursor> {

    /** Before the first event. */
    public static final Cursor START = new Cursor(0, 0);

    @Override
    public int compareTo(Cursor other) {
      int byTransaction = Long.compare(transaction, other.transaction);
      return byTransaction != 0 ? byTransaction : Long.compare(number, other.number);
    }

    /** As text, for example for an SSE event id. */
    @Override
    public String toString() {
      return transaction + "-" + number;
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Cursor parse(String text) {
      int dash = text.indexOf('-');
      if (dash < 1 || text.length() > 40) {
        throw new IllegalArgumentException("not a cursor");
      }
      Cursor cursor =
          new Cursor(
              Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
      if (cursor.transaction < 0 || cursor.number < 0) {
        throw new IllegalArgumentException("not a cursor");
      }
      return cursor;
    }
  }
}
