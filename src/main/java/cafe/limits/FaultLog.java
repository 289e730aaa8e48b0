package cafe.limits;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Writes to the log what callers were refused. Strangers may be refused as often as they like, with
 * a wrong token for example, and must not fill the disk by that: of each fault so many lines a
 * minute are as loud as the fault is, the others for debugging only. The counter {@code
 * cafe.faults} knows them all. Defects are always told.
 */
@ApplicationScoped
public class FaultLog {
  /** Lines about one fault in one minute. */
  static final int MOST = 10;

  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

  private final Clock clock;
  private final Map<Fault, Told> told = new EnumMap<>(Fault.class);

  /** Of the time, and with the meters that it counts in. */
  public FaultLog(Clock clock, MeterRegistry meters) {
    this.clock = clock;
    for (Fault fault : Fault.values()) {
      Counter counter =
          Counter.builder("cafe.faults")
              .description("Requests and messages that were refused, by the code of the fault")
              .tag("code", fault.code())
              .register(meters);
      told.put(fault, new Told(counter));
    }
  }

  /**
   * Counts a refusal, and writes it with its cause.
   *
   * @param words what happened, without anything secret
   */
  public void tell(Logger log, CafeException e, Supplier<String> words) {
    Fault fault = e.fault();
    count(fault);
    Told before = of(fault);
    Level level = fault.logLevel();
    long left = level == Level.INFO ? before.take(clock.millis()) : 0;
    Throwable cause = e.getCause();
    log.log(
        left < 0 ? Level.DEBUG : level,
        () ->
            left > 0 ? words.get() + " (and " + left + " before that were not told)" : words.get(),
        cause == null && fault == Fault.INTERNAL ? e : cause);
  }

  /** Counts a refusal that somebody else writes, or nobody. */
  public void count(Fault fault) {
    of(fault).counter.increment();
  }

  private Told of(Fault fault) {
    Told found = told.get(fault);
    if (found == null) {
      throw new IllegalStateException("every fault is there");
    }
    return found;
  }

  /** What was told of one fault. */
  private static final class Told {
    private final Counter counter;
    private final ReentrantLock lock = new ReentrantLock();
    private long minute = Long.MIN_VALUE;
    private int lines;
    private long untold;

    Told(Counter counter) {
      this.counter = counter;
    }

    /** How many were not told since the last that was; -1 if this is another. */
    long take(long now) {
      long current = Math.floorDiv(now, MINUTE);
      lock.lock();
      try {
        if (current != minute) {
          minute = current;
          lines = 0;
        }
        if (lines == MOST) {
          untold++;
          return -1;
        }
        lines++;
        long since = untold;
        untold = 0;
        return since;
      } finally {
        lock.unlock();
      }
    }
  }
}
