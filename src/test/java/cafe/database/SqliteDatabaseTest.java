package cafe.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SqliteDatabaseTest extends DatabaseContract {
  @Inject TransactionManager transactions;

  @Override
  Database.Kind expectedKind() {
    return Database.Kind.SQLITE;
  }

  /** What each unit of work was, and the transaction that it shared. */
  private record Ran(int number, Object transaction) {}

  @Test
  void unitsThatWaitShareOneCommitInTheOrderInWhichTheyCame() throws InterruptedException {
    int units = 40;
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    // only the writer touches it
    List<Ran> ran = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    callers.add(
        Thread.startVirtualThread(
            () ->
                database.write(
                    () -> {
                      begun.countDown();
                      awaitQuietly(mayEnd);
                      ran.add(new Ran(0, transaction()));
                    })));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 1; i <= units; i++) {
      int number = i;
      Thread caller =
          Thread.startVirtualThread(
              () ->
                  database.write(
                      () -> {
                        outbox.append(topic, "a", "p" + number);
                        ran.add(new Ran(number, transaction()));
                      }));
      callers.add(caller);
      // The writer is busy, so who waits has queued: the next one comes after it.
      while (caller.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    mayEnd.countDown();
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(ran)
        .extracting(Ran::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(0, units).boxed().toList());
    Object shared = ran.get(1).transaction();
    assertThat(ran.subList(1, ran.size())).extracting(Ran::transaction).containsOnly(shared);
    assertThat(ran.getFirst().transaction()).isNotEqualTo(shared);
    assertThat(payloads("a")).hasSize(units);
  }

  private Object transaction() {
    try {
      return transactions.getTransaction();
    } catch (SystemException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
