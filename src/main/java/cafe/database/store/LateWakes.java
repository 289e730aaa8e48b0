package cafe.database.store;

import cafe.database.Database;
import cafe.database.Statements;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes readers of the outbox on PostgreSQL: not when an event was committed, but when they may see
 * it, which is when every transaction has ended that was there at that moment. One thread waits for
 * all, and only while somebody is to be woken.
 */
final class LateWakes {
  private static final System.Logger LOG = System.getLogger(LateWakes.class.getName());
  private static final long LONGEST_PAUSE = 500;

  /** The first transaction that has not begun. */
  private static final String NEXT =
      "select cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)";

  /** The first transaction that has not ended, of any database of the server. */
  private static final String HORIZON =
      "select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)";

  private final Database database;
  private final Statements statements;
  private final Listeners listeners;

  /** Channels with listeners, so there are no more of them than of those. */
  private final Set<String> due = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean running = new AtomicBoolean();

  LateWakes(Database database, Statements statements, Listeners listeners) {
    this.database = database;
    this.statements = statements;
    this.listeners = listeners;
  }

  /** After the commit of an event. */
  void committed(Collection<String> channels) {
    channels.stream().filter(listeners::has).forEach(due::add);
    start();
  }

  /** The first transaction that readers may not see yet. Part of a unit of work. */
  long horizon() {
    return transaction(HORIZON);
  }

  private void start() {
    if (!due.isEmpty() && running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("outbox-wakes").start(this::run);
    }
  }

  private void run() {
    try {
      while (!due.isEmpty()) {
        Set<String> channels = Set.copyOf(due);
        due.removeAll(channels);
        awaitVisible();
        channels.forEach(listeners::wake);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.set(false);
    }
    start();
  }

  private void awaitVisible() throws InterruptedException {
    try {
      long next = database.read(() -> transaction(NEXT));
      for (long pause = 1; database.read(this::horizon) < next; pause *= 2) {
        TimeUnit.MILLISECONDS.sleep(Math.min(pause, LONGEST_PAUSE));
      }
    } catch (RuntimeException e) {
      // Readers look by themselves now and then.
      LOG.log(System.Logger.Level.DEBUG, "cannot see how far events are visible", e);
    }
  }

  private long transaction(String query) {
    return statements.query(query, statement -> {}, row -> row.getLong(1)).getFirst();
  }
}
