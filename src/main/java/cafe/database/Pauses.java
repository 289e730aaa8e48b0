package cafe.database;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Time between the attempts of a unit of work. Those that collided would collide again if all of
 * them came back at once.
 */
final class Pauses {
  /** The longest before the second attempt; it doubles with each one after that. */
  static final Duration FIRST = Duration.ofMillis(10);

  static final Duration LONGEST = Duration.ofMillis(100);

  private final RandomGenerator random;
  private final Sleep sleep;

  Pauses(RandomGenerator random, Sleep sleep) {
    this.random = random;
    this.sleep = sleep;
  }

  /**
   * Waits for a random part of what an attempt may wait.
   *
   * @param attempt the one that has failed, from 1 on
   * @return false if the thread was interrupted, which it still is
   */
  boolean after(int attempt) {
    long most = Math.min(FIRST.toNanos() << Math.min(attempt - 1, 8), LONGEST.toNanos());
    try {
      sleep.sleep(Duration.ofNanos(1 + random.nextLong(most)));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How a thread waits. */
  interface Sleep {
    /** Waits for so long. */
    void sleep(Duration duration) throws InterruptedException;
  }
}
