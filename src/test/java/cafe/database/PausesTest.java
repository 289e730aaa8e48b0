package cafe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.database.TransactionalDatabase.Running;
import io.agroal.api.AgroalDataSource;
import jakarta.transaction.TransactionManager;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** When a unit of work is repeated, in a database that only begins and ends transactions. */
class PausesTest {
  private static final int ATTEMPTS = 5;

  private final List<Duration> waited = new ArrayList<>();
  private final AgroalDataSource source =
      answering(AgroalDataSource.class, answering(Connection.class, 0));
  private final Transactions transactions =
      new Transactions(answering(TransactionManager.class, 0), source);

  /** Every method that has a result of that type has this one. */
  private static <T> T answering(Class<T> type, Object result) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getReturnType() == int.class || method.getReturnType().isInstance(result)
                    ? result
                    : null));
  }

  private <T> T run(Supplier<T> work, Pauses.Sleep sleep) {
    Transactions.Again again =
        new Transactions.Again(new LostConnections(source), new Pauses(new Random(7), sleep));
    return transactions.retrying(work, new Running(new ArrayList<>()), again);
  }

  private static RuntimeException collision() {
    return new IllegalStateException(new SQLException("choose another", "40001"));
  }

  @Test
  void unitsThatCollidePauseBeforeTheyComeBack() {
    AtomicInteger tries = new AtomicInteger();
    int result =
        run(
            () -> {
              int attempt = tries.incrementAndGet();
              assertThat(waited).as("pauses before attempt %d", attempt).hasSize(attempt - 1);
              if (attempt < ATTEMPTS) {
                throw collision();
              }
              return attempt;
            },
            waited::add);
    assertThat(result).isEqualTo(ATTEMPTS);
    assertThat(waited).hasSize(ATTEMPTS - 1);
  }

  @Test
  void nobodyWaitsWithoutComingBack() {
    RuntimeException last = collision();
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      throw last;
                    },
                    waited::add))
        .isSameAs(last);
    assertThat(waited).hasSize(ATTEMPTS - 1);
    waited.clear();
    RuntimeException defect = new IllegalStateException("the same again");
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      throw defect;
                    },
                    waited::add))
        .isSameAs(defect);
    assertThat(waited).isEmpty();
  }

  @Test
  void pausesAreRandomAndBounded() {
    Pauses pauses = new Pauses(new Random(7), waited::add);
    for (int i = 0; i < 200; i++) {
      for (int attempt = 1; attempt < 100; attempt++) {
        assertThat(pauses.after(attempt)).isTrue();
        Duration most = Pauses.FIRST.multipliedBy(1L << Math.min(attempt - 1, 8));
        assertThat(waited.removeLast())
            .isPositive()
            .isLessThanOrEqualTo(most)
            .isLessThanOrEqualTo(Pauses.LONGEST);
      }
    }
    for (int i = 0; i < 200; i++) {
      assertThat(pauses.after(4)).isTrue();
    }
    assertThat(waited).doesNotHaveDuplicates();
  }

  @Test
  void whoeverIsInterruptedHearsOfTheCollision() {
    RuntimeException first = collision();
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      throw first;
                    },
                    duration -> {
                      throw new InterruptedException();
                    }))
        .isSameAs(first);
    assertThat(Thread.interrupted()).isTrue();
  }
}
