package cafe.gateway.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds what is done at the same time, and what waits for its turn. */
final class Turns {
  private static final int SECONDS = 10;
  private static final int WAITING_PER_TURN = 4;

  private final Semaphore free;
  private final AtomicInteger waiting = new AtomicInteger();
  private final int maxWaiting;

  Turns(int atOnce) {
    this.free = new Semaphore(atOnce);
    this.maxWaiting = WAITING_PER_TURN * atOnce;
  }

  /**
   * Waits for a turn.
   *
   * @throws CafeException {@link Fault#OVERLOADED} if none comes soon
   */
  void take() throws InterruptedException {
    if (free.tryAcquire()) {
      return;
    }
    boolean mine = false;
    if (waiting.incrementAndGet() <= maxWaiting) {
      mine = free.tryAcquire(SECONDS, TimeUnit.SECONDS);
    }
    waiting.decrementAndGet();
    if (!mine) {
      throw new CafeException(Fault.OVERLOADED, "Too many requests at once");
    }
  }

  void giveBack() {
    free.release();
  }
}
