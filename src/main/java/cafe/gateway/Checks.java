package cafe.gateway;

import cafe.ipld.Cid;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.time.Duration;

/**
 * Who may check a large file now. Anybody can ask for that again and again, with keys that open
 * nothing; so one file is checked by one at a time, one network address has half of the places and
 * a short line, and who is left waits in the order in which he came. All lines together are short
 * too: who waits here holds a turn of the gateway.
 */
final class Checks {
  private static final int WAITING = 16;
  private static final int ALL_WAITING = 28;
  private static final int UNBOUNDED = Integer.MAX_VALUE / 2;

  private final KeyedTurns<Boolean> everybody;
  private final KeyedTurns<String> addresses;
  private final KeyedTurns<Cid> files;
  private final KeyedTurns<Boolean> places;
  private final Duration timeout;

  Checks(int atOnce, Duration timeout) {
    this.everybody = new KeyedTurns<>(atOnce + ALL_WAITING, 0);
    this.addresses = new KeyedTurns<>(Math.max(1, atOnce / 2), WAITING);
    this.files = new KeyedTurns<>(1, UNBOUNDED);
    this.places = new KeyedTurns<>(atOnce, UNBOUNDED);
    this.timeout = timeout;
  }

  /** What is to be done when the turn has come. */
  interface Check {
    void run(Limits limits);
  }

  /** Runs a check that needs no turn. */
  void now(Asker asker, Check check) {
    check.run(limits(asker));
  }

  /**
   * Runs a check in its turn.
   *
   * @throws CafeException {@link Fault#TIMEOUT}; {@link Fault#OVERLOADED} if too many are waiting
   */
  void inTurn(Cid file, Asker asker, Check check) {
    Limits limits = limits(asker);
    Check placed = holding(places, true, check);
    Check lined = holding(addresses, asker.address(), holding(files, file, placed));
    holding(everybody, true, lined).run(limits);
  }

  private static <K> Check holding(KeyedTurns<K> turns, K key, Check check) {
    return limits -> {
      limits.check();
      try {
        if (!turns.take(key, limits.nanosLeft())) {
          throw timeout();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw timeout();
      }
      try {
        check.run(limits);
      } finally {
        turns.giveBack(key);
      }
    };
  }

  private Limits limits(Asker asker) {
    return new Limits(asker, System.nanoTime() + timeout.toNanos());
  }

  private static CafeException timeout() {
    return new CafeException(Fault.TIMEOUT, "The content could not be checked in time");
  }

  /** How long a check may go on. */
  record Limits(Asker asker, long deadline) {
    private long nanosLeft() {
      return deadline - System.nanoTime();
    }

    /**
     * Looks whether it may.
     *
     * @throws CafeException {@link Fault#TIMEOUT}
     */
    void check() {
      if (nanosLeft() < 0 || asker.gone().getAsBoolean()) {
        throw timeout();
      }
    }
  }
}
