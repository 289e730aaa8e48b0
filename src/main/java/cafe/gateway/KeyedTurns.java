package cafe.gateway;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what is done at the same time for each of many keys, and what waits for its turn: first
 * come, first served. Remembers only keys that are in use.
 *
 * @param <K> what is told apart
 */
final class KeyedTurns<K> {
  private final ConcurrentHashMap<K, Line> lines = new ConcurrentHashMap<>();
  private final int atOnce;
  private final int waiting;

  KeyedTurns(int atOnce, int waiting) {
    this.atOnce = atOnce;
    this.waiting = waiting;
  }

  /**
   * Waits for a turn, which the caller ends.
   *
   * @return whether it came in time
   * @throws CafeException {@link Fault#OVERLOADED} if too many wait for the same key
   */
  boolean take(K key, long nanos) throws InterruptedException {
    Line line = lines.compute(key, (k, known) -> join(known));
    boolean taken = false;
    try {
      taken = line.turns.tryAcquire(nanos, TimeUnit.NANOSECONDS);
      return taken;
    } finally {
      if (!taken) {
        leave(key);
      }
    }
  }

  private Line join(@Nullable Line known) {
    Line line = known == null ? new Line(atOnce) : known;
    if (line.users == atOnce + waiting) {
      throw new CafeException(Fault.OVERLOADED, "Too many checks of encrypted content at once");
    }
    line.users++;
    return line;
  }

  /** Ends a turn. */
  void giveBack(K key) {
    Line line = lines.get(key);
    if (line == null) {
      throw new IllegalStateException("not taken");
    }
    line.turns.release();
    leave(key);
  }

  private void leave(K key) {
    lines.computeIfPresent(key, (k, line) -> --line.users == 0 ? null : line);
  }

  /** How many keys are in use. */
  int size() {
    return lines.size();
  }

  /** Those who use one key. */
  private static final class Line {
    private final Semaphore turns;

    /** Read and changed only while the map lets nobody else at the key. */
    private int users;

    Line(int atOnce) {
      this.turns = new Semaphore(atOnce, true);
    }
  }
}
