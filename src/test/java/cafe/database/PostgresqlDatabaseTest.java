package cafe.database;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.OnPostgresql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OnPostgresql.class)
class PostgresqlDatabaseTest extends DatabaseContract {
  @Override
  Database.Kind expectedKind() {
    return Database.Kind.POSTGRESQL;
  }

  @Test
  void aListenerIsWokenWhenItCanSee() throws Exception {
    Semaphore woken = new Semaphore(0);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Outbox.Subscription _ = outbox.onCommit(topic, "a", woken::release)) {
      Future<?> slow = threads.submit(() -> database.write(() -> writeSlowly(begun, mayEnd)));
      begun.await();
      database.write(() -> outbox.append(topic, "a", "x"));
      List<String> early = payloads("a");
      woken.drainPermits();
      // Before anything is asserted: a failure must not wait for it for ever.
      mayEnd.countDown();
      slow.get(30, TimeUnit.SECONDS);
      assertThat(early).as("what an older unit of work holds back").isEmpty();
      assertThat(woken.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      assertThat(payloads("a")).containsExactly("x");
    }
  }

  private void writeSlowly(CountDownLatch begun, CountDownLatch mayEnd) {
    outbox.append(topic, "slow", "x");
    begun.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
