package cafe.libp2p.host;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
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

  private static final Logger LOG = System.getLogger(Deadlines.class.getName());

  private final ScheduledThreadPoolExecutor executor;
  private final Set<Pending> all = ConcurrentHashMap.newKeySet();

  Deadlines() {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("libp2p-deadlines").factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
  }

  /** Runs the action at that time, or when this is closed, unless it is called off before. */
  Deadline in(Duration time, Runnable action) {
    Pending pending = new Pending(action);
    all.add(pending);
    try {
      ScheduledFuture<?> future = executor.schedule(pending, time.toNanos(), TimeUnit.NANOSECONDS);
      return () -> {
        all.remove(pending);
        future.cancel(false);
      };
    } catch (RejectedExecutionException e) {
      pending.run();
      return () -> {};
    }
  }

  /** An action that runs once at most. */
  private final class Pending implements Runnable {
    private final Runnable action;

    Pending(Runnable action) {
      this.action = action;
    }

    @Override
    public void run() {
      if (all.remove(this)) {
        action.run();
      }
    }
  }

  void every(Duration period, Runnable action) {
    Runnable safe =
        () -> {
          try {
            action.run();
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a periodic action failed", e);
          }
        };
    var _ =
        executor.scheduleAtFixedRate(
            safe, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    all.forEach(Pending::run);
  }
}
