package cafe.limits;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Does again what was refused for now, after pauses that grow from 50 ms to about two seconds: for
 * callers who would not ask again by themselves. Safe for use by many threads.
 */
public final class Retries {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch stopping = new CountDownLatch(1);

  /**
   * Does the work until it succeeds, its fault is one that does not pass, nobody wants it any more,
   * or the cafe stops.
   *
   * @param work undone whenever it throws, or what may be done twice
   * @param wanted asked after each pause, before the work is done again
   * @throws CafeException the work's last, or {@link Fault#UNAVAILABLE} because of the stop
   */
  public <T> T run(Supplier<T> work, BooleanSupplier wanted) {
    CafeException refusal;
    try {
      return work.get();
    } catch (CafeException e) {
      refusal = e;
    }
    waiting.incrementAndGet();
    try {
      for (Duration pause = FIRST_PAUSE; refusal.fault().retryable(); pause = longer(pause)) {
        pause(pause);
        if (!wanted.getAsBoolean()) {
          break;
        }
        try {
          return work.get();
        } catch (CafeException e) {
          refusal = e;
        }
      }
    } finally {
      waiting.decrementAndGet();
    }
    throw refusal;
  }

  /** How many callers wait for another try. */
  public int waiting() {
    return waiting.get();
  }

  /** Ends all pauses, and those that would follow. */
  public void stop() {
    stopping.countDown();
  }

  private static Duration longer(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
  }

  private void pause(Duration pause) {
    try {
      if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CafeException(Fault.UNAVAILABLE, "stopping");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CafeException(Fault.UNAVAILABLE, "stopping", e);
    }
  }
}
