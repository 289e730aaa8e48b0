package cafe.storage.store;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Forces one folder for many: callers that come while a force is running share the next one, which
 * the first of them to wake leads. A force covers only what was done before it began.
 */
final class GroupForce {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private @Nullable Round running;
  private @Nullable Round next;

  /**
   * Returns once a force that began after this call has succeeded. If it fails, it fails for all
   * who shared it: what the kernel could not write it forgets, so that another force might succeed
   * without helping them.
   */
  void force(Action action) throws IOException {
    Round mine;
    lock.lock();
    try {
      if (next == null) {
        next = new Round();
      }
      mine = next;
      while (!mine.done && running != null) {
        ended.awaitUninterruptibly();
      }
      if (mine.done) {
        mine.check();
        return;
      }
      running = mine;
      next = null;
    } finally {
      lock.unlock();
    }
    lead(mine, action);
  }

  private void lead(Round round, Action action) throws IOException {
    round.failed = true;
    try {
      action.run();
      round.failed = false;
    } finally {
      lock.lock();
      try {
        round.done = true;
        running = null;
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** The force itself. */
  interface Action {
    void run() throws IOException;
  }

  /** One force and those who share it. Read and written under the lock, or by its leader. */
  private static final class Round {
    private boolean done;
    private boolean failed;

    void check() throws IOException {
      if (failed) {
        throw new IOException("forcing the folder failed");
      }
    }
  }
}
