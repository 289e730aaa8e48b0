package cafe.directory.stream;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;

/**
 * Virtual threads that answer others' queries, so many at a time, however they came: a peer that
 * does not take its answer holds up one of them for a while, not the topic or the stream.
 */
@ApplicationScoped
class AnsweringThreads {

  /** Each holds at most one answer in memory. */
  static final int MOST = 32;

  private final Semaphore free = new Semaphore(MOST);

  /** Runs a task on a thread of its own; false, and nothing is done, if all are busy. */
  boolean start(Runnable task) {
    if (!free.tryAcquire()) {
      return false;
    }
    Thread.startVirtualThread(
        () -> {
          try {
            task.run();
          } finally {
            free.release();
          }
        });
    return true;
  }
}
