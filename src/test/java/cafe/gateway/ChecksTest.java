package cafe.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final Asker MANY = new Asker("192.0.2.1", () -> false);
  private static final Asker OTHER = new Asker("192.0.2.2", () -> false);
  private static final int AT_ONCE = 4;
  private static final int HALF = 2;
  private static final int LINE = 16;
  private static final int ALL = AT_ONCE + 28;

  private final Checks checks = new Checks(AT_ONCE, Duration.ofMinutes(1));
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void oneAddressLeavesPlacesToOthers() throws Exception {
    CountDownLatch begun = new CountDownLatch(HALF);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> attacks = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        Cid large = file(i);
        attacks.add(threads.submit(() -> checks.inTurn(large, MANY, limits -> hold(begun, end))));
      }
      begun.await();
      checks.inTurn(file(AT_ONCE), OTHER, limits -> done.incrementAndGet());
      assertThat(done).hasValue(1);
      assertThat(running).hasValue(HALF);
      end.countDown();
      for (Future<?> attack : attacks) {
        attack.get();
      }
    }
    assertThat(done).hasValue(1 + AT_ONCE);
    assertThat(most).hasValue(HALF);
  }

  @Test
  void oneFileIsCheckedByOneAtATime() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> users = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        Asker asker = new Asker("2001:db8::" + i, () -> false);
        users.add(threads.submit(() -> checks.inTurn(file(0), asker, limits -> hold(begun, end))));
      }
      begun.await();
      checks.inTurn(file(1), OTHER, limits -> done.incrementAndGet());
      end.countDown();
      for (Future<?> user : users) {
        user.get();
      }
    }
    assertThat(most).hasValue(1);
    assertThat(done).hasValue(1 + AT_ONCE);
  }

  @Test
  void theLineOfOneAddressIsShort() throws Exception {
    int asked = 2 * (HALF + LINE);
    CountDownLatch refused = new CountDownLatch(asked - HALF - LINE);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < asked; i++) {
        Cid large = file(i);
        threads.execute(
            () -> {
              try {
                checks.inTurn(large, MANY, limits -> hold(new CountDownLatch(0), end));
              } catch (CafeException e) {
                assertThat(e.fault()).isEqualTo(Fault.OVERLOADED);
                refused.countDown();
              }
            });
      }
      refused.await();
      end.countDown();
    }
    assertThat(done).hasValue(HALF + LINE);
    assertThat(most).hasValue(HALF);
  }

  /** However many addresses somebody has: who waits keeps others from files that need no check. */
  @Test
  void theLineOfAllIsShort() throws Exception {
    int asked = 2 * ALL;
    CountDownLatch refused = new CountDownLatch(asked - ALL);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < asked; i++) {
        Cid large = file(i % 2);
        Asker asker = new Asker("2001:db8::" + i, () -> false);
        threads.execute(
            () -> {
              try {
                checks.inTurn(large, asker, limits -> hold(new CountDownLatch(0), end));
              } catch (CafeException e) {
                assertThat(e.fault()).isEqualTo(Fault.OVERLOADED);
                refused.countDown();
              }
            });
      }
      assertThat(refused.await(1, TimeUnit.MINUTES)).isTrue();
      end.countDown();
    }
    assertThat(done).hasValue(ALL);
  }

  @Test
  void whoIsGoneOrLateGetsNoTurn() {
    Asker gone = new Asker("192.0.2.1", () -> true);
    assertThat(fault(checks, gone)).isEqualTo(Fault.TIMEOUT);
    assertThat(fault(new Checks(1, Duration.ZERO), OTHER)).isEqualTo(Fault.TIMEOUT);
    assertThat(done).hasValue(0);
  }

  @Test
  void keysThatNobodyUsesAreForgotten() throws Exception {
    KeyedTurns<String> turns = new KeyedTurns<>(1, 1);
    assertThat(turns.take("a", 0)).isTrue();
    assertThat(turns.take("a", 0)).isFalse();
    assertThat(turns.take("b", 0)).isTrue();
    assertThat(turns.size()).isEqualTo(2);
    turns.giveBack("a");
    turns.giveBack("b");
    assertThat(turns.size()).isZero();
  }

  private Fault fault(Checks some, Asker asker) {
    return catchThrowableOfType(
            CafeException.class,
            () -> some.inTurn(file(0), asker, limits -> done.incrementAndGet()))
        .fault();
  }

  /** A check that takes until it is told to end. */
  private void hold(CountDownLatch begun, CountDownLatch end) {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.decrementAndGet();
    done.incrementAndGet();
  }

  private static Cid file(int number) {
    return Cid.v0(Multihash.sha256(new byte[] {(byte) number}));
  }
}
