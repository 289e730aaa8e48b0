package cafe.web.patience;

import cafe.database.Database;
import cafe.database.sqlite.SqliteDriver;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(Narrow.class)
class SqlitePatienceTest extends PatienceContract {

  @ConfigProperty(name = "cafe.data")
  Path data;

  @Inject Database database;

  /** As by somebody's shell: its transaction is never ended by itself. */
  @Test
  void anotherProcessLocksTheDatabase() throws Exception {
    outlast(
        () -> {
          Connection other = open();
          other.createStatement().execute("begin immediate");
          return other::close;
        },
        "unavailable");
  }

  @Test
  void tooManyChangesWait() throws Exception {
    outlast(this::fill, "overloaded");
  }

  /** A change that does not end, and so many behind it that one found no place. */
  private Outage fill() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    threads.add(
        Thread.startVirtualThread(
            () ->
                database.write(
                    () -> {
                      begun.countDown();
                      await(end);
                    })));
    begun.await();
    for (int i = 0; i <= Narrow.QUEUE; i++) {
      threads.add(Thread.startVirtualThread(() -> change(refused)));
    }
    refused.await();
    return () -> {
      end.countDown();
      threads.forEach(SqlitePatienceTest::join);
    };
  }

  private void change(CountDownLatch refused) {
    try {
      database.write(() -> {});
    } catch (CafeException e) {
      if (e.fault() == Fault.OVERLOADED) {
        refused.countDown();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Connection open() throws Exception {
    String url = "jdbc:sqlite:" + data.resolve("cafe.db") + "?busy_timeout=20000";
    return Objects.requireNonNull(new SqliteDriver().connect(url, new Properties()));
  }
}
