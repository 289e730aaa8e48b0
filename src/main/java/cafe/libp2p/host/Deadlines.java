package cafe.libp2p.host;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that cuts off what takes too long. Actions must be quick and must not block. */
final class Deadlines implements AutoCloseable {
  /** Undone when the work is done in time. */
  interface Deadline extends AutoCloseable {
    @Override
    void close();
  }

  private final ScheduledThreadPoolExecutor executor;

  Deadlines() {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("libp2p-deadlines").factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
  }

  /** Runs the action at that time unless the deadline is closed before. */
  Deadline in(Duration time, Runnable action) {
    ScheduledFuture<?> future = executor.schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  void every(Duration period, Runnable action) {
    var _ =
        executor.scheduleAtFixedRate(
            action, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
