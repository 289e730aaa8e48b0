package cafe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.testkit.LockedOut;
import cafe.testkit.LossyRelay;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.Test;

/** What units of work hear of a PostgreSQL that cannot serve them, and what becomes of them. */
@QuarkusTest
@TestProfile(BehindARelay.class)
class PostgresqlOutageTest {

  @ConfigProperty(name = "quarkus.datasource.pg.jdbc.url")
  String url;

  @Inject Database database;
  @Inject Outbox outbox;
  @Inject StatelessSession session;

  private final String topic = "test." + UUID.randomUUID();
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger announced = new AtomicInteger();

  @Test
  void whileNobodyIsLetInNothingIsAvailable() throws SQLException {
    try (LockedOut _ = LockedOut.of(url)) {
      for (int i = 0; i < BehindARelay.CONNECTIONS; i++) {
        assertUnavailable(() -> database.write(() -> outbox.append(topic, "a", "never")));
        assertUnavailable(() -> database.read(() -> 1));
        assertUnavailable(this::payloads);
      }
    }
    assertThat(payloads()).isEmpty();
    database.write(() -> outbox.append(topic, "a", "then"));
    assertThat(payloads()).containsExactly("then");
  }

  /** All was done but the commit, which did not happen. */
  @Test
  void aConnectionLostAtTheCommitIsNoSuccess() {
    assertUnavailable(
        () ->
            database.write(
                () -> {
                  append("lost");
                  terminateOwnBackend();
                }));
    assertThat(runs).hasValue(1);
    assertThat(announced).hasValue(0);
    assertThat(payloads()).isEmpty();
  }

  /** The commit happened, which nobody was told: neither a success, nor to be done again. */
  @Test
  void aCommitWhoseAnswerIsLostIsNotRepeated() {
    assertUnavailable(
        () ->
            database.write(
                () -> {
                  append("once");
                  String unused =
                      session.createNativeQuery(LossyRelay.MARK, String.class).getSingleResult();
                }));
    assertThat(runs).hasValue(1);
    assertThat(announced).hasValue(0);
    assertThat(payloads()).containsExactly("once");
  }

  /** Not asked again either: who waits would wait twice. */
  @Test
  void aServerThatHangsHoldsNobodyForEver() {
    assertUnavailable(
        () ->
            database.read(
                () -> {
                  runs.incrementAndGet();
                  return session
                      .createNativeQuery("select 1 from pg_sleep(60)", Integer.class)
                      .getSingleResult();
                }));
    assertThat(runs).hasValue(1);
    assertThat(payloads()).isEmpty();
  }

  @Test
  void whoeverGetsNoConnectionIsTold() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Throwable> refusal = new CompletableFuture<>();
    List<Thread> holders = new ArrayList<>();
    for (int i = 0; i <= BehindARelay.CONNECTIONS; i++) {
      holders.add(Thread.startVirtualThread(() -> hold(end, refusal)));
    }
    try {
      assertThat(refusal.get())
          .isInstanceOfSatisfying(
              CafeException.class, e -> assertThat(e.fault()).isEqualTo(Fault.UNAVAILABLE));
    } finally {
      end.countDown();
    }
    for (Thread holder : holders) {
      holder.join();
    }
    assertThat(payloads()).hasSizeLessThanOrEqualTo(BehindARelay.CONNECTIONS).contains("held");
  }

  /** What the database refuses, it would refuse again: that is a defect, no outage. */
  @Test
  void aRefusalIsNoOutage() {
    assertThatThrownBy(
            () ->
                database.write(
                    () ->
                        session
                            .createNativeMutationQuery("insert into no_such_table values (1)")
                            .executeUpdate()))
        .isNotInstanceOf(CafeException.class);
    assertThatThrownBy(
            () ->
                database.read(
                    () -> session.createNativeQuery("select 1/0", Integer.class).getSingleResult()))
        .isNotInstanceOf(CafeException.class);
  }

  /** Looked at when the transaction ends, and refused there. */
  @Test
  void aCommitThatIsRefusedIsNoOutage() {
    database.write(
        () ->
            session
                .createNativeMutationQuery(
                    "create table if not exists late (n int unique deferrable initially deferred)")
                .executeUpdate());
    assertThatThrownBy(
            () ->
                database.write(
                    () ->
                        session
                            .createNativeMutationQuery("insert into late values (1), (1)")
                            .executeUpdate()))
        .isNotInstanceOf(CafeException.class);
  }

  private void append(String payload) {
    runs.incrementAndGet();
    outbox.append(topic, "a", payload);
    database.afterCommit(announced::incrementAndGet);
  }

  private void hold(CountDownLatch end, CompletableFuture<Throwable> refusal) {
    try {
      database.write(
          () -> {
            outbox.append(topic, "a", "held");
            await(end);
          });
    } catch (RuntimeException e) {
      refusal.complete(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void terminateOwnBackend() {
    int backend =
        session.createNativeQuery("select pg_backend_pid()", Integer.class).getSingleResult();
    try (Connection operator = LockedOut.operator(url);
        Statement statement = operator.createStatement()) {
      // Waits until it is gone.
      statement.execute("select pg_terminate_backend(" + backend + ", 20000)");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertUnavailable(ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            CafeException.class, e -> assertThat(e.fault()).isEqualTo(Fault.UNAVAILABLE));
  }

  private List<String> payloads() {
    return outbox.after(topic, "a", Outbox.Cursor.START, 1000).stream()
        .map(Outbox.Event::payload)
        .toList();
  }
}
