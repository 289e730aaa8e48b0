package cafe.libp2p.transport;

import java.util.function.LongSupplier;

/**
 * Measures how long a peer has let us wait for the rest of something that it has begun. Only the
 * time of reads counts, not that in which we do not read. One thread reads, any other asks.
 */
public final class StallTimer {
  private final LongSupplier nanoTime;

  /** When the wait began, less what was waited before it; 0 while nothing is waited for. */
  private volatile long since;

  private long waited;

  /** A timer by the system's clock. */
  public StallTimer() {
    this(System::nanoTime);
  }

  /** A timer by a clock that is read as {@link System#nanoTime}. */
  StallTimer(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Called before a read.
   *
   * @param inside whether something has been begun, whose rest this read waits for
   */
  public void waiting(boolean inside) {
    since = inside ? (nanoTime.getAsLong() - waited) | 1 : 0;
  }

  /** Called after a read. */
  public void over() {
    if (since != 0) {
      waited = nanoTime.getAsLong() - since;
      since = 0;
    }
  }

  /** What was begun is complete; the next wait starts from nothing. */
  public void complete() {
    waited = 0;
  }

  /**
   * True if a wait has taken longer than that.
   *
   * @param now {@link System#nanoTime}
   */
  public boolean exceeded(long now, long nanos) {
    long start = since;
    return start != 0 && now - start > nanos;
  }
}
