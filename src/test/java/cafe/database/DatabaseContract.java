package cafe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.Test;

/** What every database must do for a unit of work; run on each of them. */
abstract class DatabaseContract {

  @Inject Database database;
  @Inject Outbox outbox;
  @Inject StatelessSession session;

  final String topic = "test." + UUID.randomUUID();

  abstract Database.Kind expectedKind();

  @Test
  void isTheOneThatWasAskedFor() {
    assertThat(database.kind()).isEqualTo(expectedKind());
  }

  @Test
  void whatWasWrittenIsRead() {
    database.write(() -> outbox.append(topic, "a", "one"));

    assertThat(payloads("a")).containsExactly("one");
  }

  @Test
  void aFailedUnitLeavesNothing() {
    assertThatThrownBy(
            () ->
                database.write(
                    () -> {
                      outbox.append(topic, "a", "lost");
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");

    assertThat(payloads("a")).isEmpty();
  }

  @Test
  void nestedUnitsShareOneFate() {
    assertThatThrownBy(
            () ->
                database.write(
                    () -> {
                      database.write(() -> outbox.append(topic, "a", "inner"));
                      assertThat(database.read(this::rowsOfTopic)).isEqualTo(1);
                      throw new IllegalStateException("outer");
                    }))
        .hasMessage("outer");

    assertThat(payloads("a")).isEmpty();
  }

  @Test
  void aReadMayNotWrite() {
    assertThatThrownBy(
            () ->
                database.read(
                    () -> {
                      database.write(() -> outbox.append(topic, "a", "no"));
                      return null;
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void afterCommitRunsOnceAndOnlyAfterSuccess() {
    AtomicInteger ran = new AtomicInteger();
    database.write(() -> database.afterCommit(ran::incrementAndGet));
    assertThat(ran).hasValue(1);

    assertThatThrownBy(
            () ->
                database.write(
                    () -> {
                      database.afterCommit(ran::incrementAndGet);
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");
    assertThat(ran).hasValue(1);
  }

  /** The change is there: its caller must not hear otherwise. */
  @Test
  void afterCommitHarmsNobodyByFailing() {
    AtomicInteger ran = new AtomicInteger();
    int result =
        database.write(
            () -> {
              outbox.append(topic, "a", "kept");
              database.afterCommit(
                  () -> {
                    throw new IllegalStateException("on purpose");
                  });
              database.afterCommit(ran::incrementAndGet);
              database.afterCommit(
                  () -> {
                    throw new AssertionError("on purpose");
                  });
              database.afterCommit(ran::incrementAndGet);
              return 42;
            });
    assertThat(result).isEqualTo(42);
    assertThat(ran).hasValue(2);
    assertThat(payloads("a")).containsExactly("kept");
  }

  /** Units that fail in Java, units that fail in the database, and good ones between them. */
  @Test
  void aFailingUnitHarmsNoOther() throws Exception {
    int units = 200;
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int i = 0; i < units; i++) {
      int n = i;
      work.add(
          () -> {
            try {
              database.write(
                  () -> {
                    outbox.append(topic, "k" + n, "p" + n);
                    if (n % 5 == 1) {
                      throw new IllegalStateException("on purpose");
                    }
                    if (n % 5 == 2) {
                      session
                          .createNativeMutationQuery("insert into no_such_table values (1)")
                          .executeUpdate();
                    }
                  });
              return true;
            } catch (RuntimeException e) {
              return false;
            }
          });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> outcomes = threads.invokeAll(work);
      for (int i = 0; i < units; i++) {
        boolean good = i % 5 != 1 && i % 5 != 2;
        assertThat(outcomes.get(i).get()).as("unit %d", i).isEqualTo(good);
        assertThat(payloads("k" + i)).as("unit %d", i).hasSize(good ? 1 : 0);
      }
    }
  }

  @Test
  void aReaderOfTheOutboxSkipsNothing() throws Exception {
    int writers = 8;
    int each = 50;
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(writers);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> reader = threads.submit(() -> follow(seen, done, writers * each));
      for (int w = 0; w < writers; w++) {
        int writer = w;
        threads.execute(
            () -> {
              for (int i = 0; i < each; i++) {
                String payload = writer + ":" + i;
                database.write(
                    () -> {
                      outbox.append(topic, "shared", payload);
                      // Lets a later number commit first where transactions overlap.
                      LockSupport.parkNanos(100_000);
                    });
              }
              done.countDown();
            });
      }
      reader.get(60, TimeUnit.SECONDS);
    }
    assertThat(seen).hasSize(writers * each).doesNotHaveDuplicates();
  }

  private void follow(List<String> seen, CountDownLatch done, int expected) {
    Outbox.Cursor cursor = Outbox.Cursor.START;
    while (seen.size() < expected) {
      boolean last = done.getCount() == 0;
      List<Outbox.Event> events = outbox.after(topic, "shared", cursor, 7);
      for (Outbox.Event event : events) {
        assertThat(event.cursor()).isGreaterThan(cursor);
        cursor = event.cursor();
        seen.add(event.payload());
      }
      if (last && events.isEmpty()) {
        return;
      }
    }
  }

  @Test
  void aListenerIsWokenByCommitOnly() throws Exception {
    Semaphore woken = new Semaphore(0);
    try (Outbox.Subscription _ = outbox.onCommit(topic, "a", woken::release)) {
      database.write(() -> outbox.append(topic, "other", "x"));
      assertThat(woken.availablePermits()).isZero();
      database.write(() -> outbox.append(topic, "a", "x"));
      assertThat(woken.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }
    database.write(() -> outbox.append(topic, "a", "y"));
    assertThat(woken.availablePermits()).isZero();
  }

  @Test
  void aNewReaderStartsAtTheEnd() {
    database.write(() -> outbox.append(topic, "a", "old"));
    Outbox.Cursor end = outbox.end();
    database.write(() -> outbox.append(topic, "a", "new"));

    assertThat(outbox.after(topic, "a", end, 10))
        .extracting(Outbox.Event::payload)
        .containsExactly("new");
    assertThat(Outbox.Cursor.parse(end.toString())).isEqualTo(end);
  }

  private long rowsOfTopic() {
    return session
        .createNativeQuery("select count(*) from outbox where topic = :topic", Long.class)
        .setParameter("topic", topic)
        .getSingleResult();
  }

  List<String> payloads(String key) {
    return outbox.after(topic, key, Outbox.Cursor.START, 1000).stream()
        .map(Outbox.Event::payload)
        .toList();
  }
}
