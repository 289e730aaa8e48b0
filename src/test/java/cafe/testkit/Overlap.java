package cafe.testkit;

import cafe.database.Database;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.hibernate.StatelessSession;

/** Two units of work on PostgreSQL at once; on SQLite they come one after the other. */
public final class Overlap {

  private final Database database;
  private final StatelessSession session;

  /** On that database. */
  public Overlap(Database database, StatelessSession session) {
    this.database = database;
    this.session = session;
  }

  /**
   * Does one thing, and before it is committed begins another, which may have to wait for that;
   * returns when both are done.
   */
  public void run(Runnable one, Runnable another) {
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    CompletableFuture<Void> first =
        start(
            () ->
                database.write(
                    () -> {
                      one.run();
                      done.countDown();
                      await(commit);
                    }));
    while (done.getCount() > 0 && !first.isDone()) {
      pause();
    }
    CompletableFuture<Void> second = start(another);
    while (!someoneWaits() && !second.isDone()) {
      pause();
    }
    commit.countDown();
    first.join();
    second.join();
  }

  private static CompletableFuture<Void> start(Runnable task) {
    return CompletableFuture.runAsync(task, Thread::startVirtualThread);
  }

  private boolean someoneWaits() {
    return number("select count(*) from pg_locks where not granted") > 0;
  }

  /** A number that a query tells. */
  public long number(String query) {
    return database.read(() -> session.createNativeQuery(query, Long.class).getSingleResult());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
