package cafe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.database.TransactionalDatabase.Running;
import cafe.database.sqlite.SqliteDriver;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.patience.Narrow;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What units of work hear of an embedded database that cannot serve them. */
@QuarkusTest
@TestProfile(Narrow.class)
class SqliteOutageTest {

  /** SQLite's own default. */
  private static final long ANY_SIZE = 4_294_967_294L;

  @ConfigProperty(name = "cafe.data")
  Path data;

  @Inject Database database;
  @Inject Outbox outbox;
  @Inject StatelessSession session;
  @Inject ActiveUnit unit;
  @Inject TransactionManager manager;

  private final String topic = "test." + UUID.randomUUID();

  @Test
  void whatAnotherProcessLocksIsReadAndNotWritten() throws Exception {
    List<Future<@Nullable Fault>> told = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try (Connection other = open()) {
        other.createStatement().execute("begin immediate");
        for (int i = 0; i < Narrow.QUEUE; i++) {
          told.add(threads.submit(() -> write(() -> outbox.append(topic, "a", "never"))));
        }
        for (Future<@Nullable Fault> each : told) {
          assertThat(each.get()).isEqualTo(Fault.UNAVAILABLE);
        }
        assertThat(payloads()).isEmpty();
      }
    }
    assertThat(write(() -> outbox.append(topic, "a", "then"))).isNull();
    assertThat(payloads()).containsExactly("then");
  }

  /** SQLite then undoes the whole batch, of which the others are no less good. */
  @Test
  void aFullDiskFailsWhoFindsNoRoom() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> running = threads.submit(() -> write(() -> hold(begun, end)));
      begun.await();
      List<Future<@Nullable Fault>> batch = new ArrayList<>();
      try {
        batch.add(queue(threads, () -> outbox.append(topic, "a", "before")));
        batch.add(queue(threads, this::fillTheDisk));
        batch.add(queue(threads, () -> outbox.append(topic, "a", "after")));
      } finally {
        end.countDown();
      }
      running.get();
      assertThat(batch.get(0).get()).isNull();
      assertThat(batch.get(1).get()).isEqualTo(Fault.UNAVAILABLE);
      assertThat(batch.get(2).get()).isNull();
    }
    assertThat(payloads()).containsExactlyInAnyOrder("before", "after");
    assertThat(write(() -> outbox.append(topic, "a", "then"))).isNull();
    assertThat(payloads()).hasSize(3);
  }

  /** It may have failed because of what others did, which nobody knows yet to last. */
  @Test
  void aFailureIsToldWhenWhatItSawIsCommitted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch lastBegun = new CountDownLatch(1);
    CountDownLatch lastEnd = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> running = threads.submit(() -> write(() -> hold(begun, end)));
      begun.await();
      try {
        queue(threads, () -> outbox.append(topic, "a", "seen"));
        Future<@Nullable Fault> failing = queue(threads, SqliteOutageTest::refuse);
        Future<@Nullable Fault> last = queue(threads, () -> hold(lastBegun, lastEnd));
        end.countDown();
        running.get();
        lastBegun.await();
        assertThatThrownBy(() -> failing.get(300, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
        lastEnd.countDown();
        assertThat(last.get()).isNull();
        assertThat(failing.get()).isEqualTo(Fault.CLIENT_UNKNOWN);
      } finally {
        end.countDown();
        lastEnd.countDown();
      }
    }
    assertThat(payloads()).contains("seen");
  }

  private static void refuse() {
    throw new CafeException(Fault.CLIENT_UNKNOWN, "left");
  }

  /** Nobody would ever do it. */
  @Test
  void whatIsQueuedOnceTheWriterEndedIsRefused() throws Exception {
    AtomicReference<@Nullable GroupCommit> stopped = new AtomicReference<>();
    GroupCommit writer = new GroupCommit(new StopsBeforeQueueing(stopped), unit, manager);
    stopped.set(writer);
    writer.start();
    CompletableFuture<String> told = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            told.complete(writer.run(() -> "never", new Running(new ArrayList<>())));
          } catch (CafeException e) {
            told.complete(e.fault().code());
          }
        });
    // Bounded, since nothing wakes who waits for a writer that ended.
    assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(Fault.UNAVAILABLE.code());
    assertThat(writer.alive()).isFalse();
  }

  /** Settings that end a writer when it asks how long to wait for a place in the queue. */
  private record StopsBeforeQueueing(AtomicReference<@Nullable GroupCommit> writer)
      implements DatabaseConfig {

    @Override
    public int maxWaitingWrites() {
      return Narrow.QUEUE;
    }

    @Override
    public int maxBatch() {
      return Narrow.QUEUE;
    }

    @Override
    public Duration queueTimeout() {
      GroupCommit running = writer.getAndSet(null);
      if (running != null) {
        try {
          running.onStop(new ShutdownEvent());
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return Duration.ofSeconds(50);
    }

    @Override
    public Duration outboxRetention() {
      return Duration.ofDays(1);
    }
  }

  /** The connection may have no more pages: to SQLite that is a full disk. */
  private void fillTheDisk() {
    limitPages(1);
    try {
      for (int i = 0; i < 100_000; i++) {
        outbox.append(topic, "a", "x".repeat(4000));
      }
    } finally {
      limitPages(ANY_SIZE);
    }
  }

  /** As few as there are, if fewer are asked for. */
  private void limitPages(long pages) {
    session.doWork(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("pragma max_page_count = " + pages);
          }
        });
  }

  /** Lets a unit of work wait behind the others. */
  private Future<@Nullable Fault> queue(ExecutorService threads, Runnable work) {
    CountDownLatch started = new CountDownLatch(1);
    Thread[] thread = new Thread[1];
    Future<@Nullable Fault> outcome =
        threads.submit(
            () -> {
              thread[0] = Thread.currentThread();
              started.countDown();
              return write(work);
            });
    await(started);
    while (thread[0].getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return outcome;
  }

  private static void hold(CountDownLatch begun, CountDownLatch end) {
    begun.countDown();
    await(end);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What the unit of work was told; null if it was done. */
  private @Nullable Fault write(Runnable work) {
    try {
      database.write(work);
      return null;
    } catch (CafeException e) {
      return e.fault();
    }
  }

  private Connection open() throws SQLException {
    String url = "jdbc:sqlite:" + data.resolve("cafe.db") + "?busy_timeout=20000";
    return Objects.requireNonNull(new SqliteDriver().connect(url, new Properties()));
  }

  private List<String> payloads() {
    return outbox.after(topic, "a", Outbox.Cursor.START, 1000).stream()
        .map(Outbox.Event::payload)
        .toList();
  }
}
