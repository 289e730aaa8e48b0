package cafe.libp2p.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.LimitExceededException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class MemoryBudgetTest {
  @Test
  void givesBackWhatWasTaken() throws IOException {
    MemoryBudget budget = new MemoryBudget(100);
    try (MemoryBudget.Lease one = budget.lease(() -> {});
        MemoryBudget.Lease other = budget.lease(() -> {})) {
      one.grow(60);
      other.grow(40);
      one.shrink(10);
      assertThat(budget.used()).isEqualTo(90);
      one.shrink(1000);
      assertThat(budget.used()).isEqualTo(40);
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void refusesWhatCanNeverFit() {
    MemoryBudget budget = new MemoryBudget(100);
    try (MemoryBudget.Lease lease = budget.lease(() -> {})) {
      assertThatThrownBy(() -> lease.grow(101)).isInstanceOf(LimitExceededException.class);
    }
  }

  @Test
  void abortsTheTransferThatStalls() throws Exception {
    MemoryBudget budget = new MemoryBudget(100);
    AtomicBoolean stalledAborted = new AtomicBoolean();
    AtomicBoolean busyAborted = new AtomicBoolean();
    MemoryBudget.Lease stalled = budget.lease(() -> stalledAborted.set(true));
    stalled.grow(50);
    MemoryBudget.Lease busy = budget.lease(() -> busyAborted.set(true));
    busy.grow(50);
    busy.pin(true);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try (MemoryBudget.Lease lease = budget.lease(() -> {})) {
            lease.grow(30);
            waiting.complete(null);
          } catch (IOException e) {
            waiting.completeExceptionally(e);
          }
        });
    while (!stalledAborted.get()) {
      Thread.sleep(10);
    }
    stalled.close();
    waiting.get();
    assertThat(busyAborted).isFalse();
    assertThatThrownBy(() -> stalled.grow(1)).isInstanceOf(LimitExceededException.class);
  }

  /** An eighth, and one transfer that may hold more; others are not concerned. */
  @Test
  void oneOwnerHoldsItsShareAndOneTransferMore() throws Exception {
    MemoryBudget budget = new MemoryBudget(800);
    MemoryBudget.Lease small = pinned(budget, "one", 100);
    MemoryBudget.Lease large = pinned(budget, "one", 50);
    large.grow(400);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    MemoryBudget.Lease third = budget.lease("one", () -> {});
    Thread thread = grow(third, 60, waiting);
    while (thread.getState() != Thread.State.TIMED_WAITING && !waiting.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(budget.used()).isEqualTo(550);
    MemoryBudget.Lease other = pinned(budget, "other", 250);
    assertThat(waiting).isNotDone();
    large.close();
    waiting.get();
    for (MemoryBudget.Lease lease : List.of(small, third, other)) {
      lease.close();
    }
    assertThat(budget.used()).isZero();
  }

  /** Who waits for his own others is not taken for one that has stalled. */
  @Test
  void theOwnersStalledTransferIsAbortedNotTheOneThatWaits() throws Exception {
    MemoryBudget budget = new MemoryBudget(800);
    AtomicBoolean waiterAborted = new AtomicBoolean();
    AtomicBoolean stalledAborted = new AtomicBoolean();
    AtomicBoolean strangerAborted = new AtomicBoolean();
    budget.lease("other", () -> strangerAborted.set(true)).grow(100);
    MemoryBudget.Lease waiter = budget.lease("one", () -> waiterAborted.set(true));
    waiter.grow(60);
    MemoryBudget.Lease stalled = budget.lease("one", () -> stalledAborted.set(true));
    stalled.grow(200);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    grow(waiter, 60, waiting);
    while (!stalledAborted.get() && !waiterAborted.get() && !waiting.isDone()) {
      Thread.sleep(10);
    }
    assertThat(stalledAborted).isTrue();
    assertThat(waiting).isNotDone();
    stalled.close();
    waiting.get();
    assertThat(waiterAborted).isFalse();
    assertThat(strangerAborted).isFalse();
  }

  private static MemoryBudget.Lease pinned(MemoryBudget budget, String owner, int bytes)
      throws IOException {
    MemoryBudget.Lease lease = budget.lease(owner, () -> {});
    lease.grow(bytes);
    lease.pin(true);
    return lease;
  }

  private static Thread grow(MemoryBudget.Lease lease, int bytes, CompletableFuture<Void> done) {
    return Thread.startVirtualThread(
        () -> {
          try {
            lease.grow(bytes);
            done.complete(null);
          } catch (IOException e) {
            done.completeExceptionally(e);
          }
        });
  }

  /** Byte after byte is no progress of a transfer that holds much. */
  @Test
  void abortsTheTransferThatDrips() throws Exception {
    MemoryBudget budget = new MemoryBudget(1 << 20);
    AtomicBoolean aborted = new AtomicBoolean();
    MemoryBudget.Lease drips = budget.lease(() -> aborted.set(true));
    drips.grow(1 << 20);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try (MemoryBudget.Lease lease = budget.lease(() -> {})) {
            lease.grow(1);
            waiting.complete(null);
          } catch (IOException e) {
            waiting.completeExceptionally(e);
          }
        });
    while (!aborted.get() && !waiting.isDone()) {
      drips.progress(1);
      Thread.sleep(2);
    }
    assertThat(aborted).isTrue();
    drips.close();
    waiting.get();
  }
}
