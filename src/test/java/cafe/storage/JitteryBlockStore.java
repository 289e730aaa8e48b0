package cafe.storage;

import cafe.ipld.Multihash;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Blocks in memory behind a store that dawdles, and now and then fails half-way. */
final class JitteryBlockStore extends MemoryBlockStore {
  private final Random random;
  private volatile boolean calm;

  JitteryBlockStore(Clock clock, long seed) {
    super(clock);
    this.random = new Random(seed);
  }

  /** From now on everything works at once. */
  void calm() {
    calm = true;
  }

  @Override
  public void put(List<Block> batch) {
    for (Block block : batch) {
      dawdle();
      failNow();
      super.put(List.of(block));
    }
    dawdle();
    failNow();
  }

  @Override
  public void delete(Collection<Multihash> hashes) {
    for (Multihash hash : hashes) {
      dawdle();
      failNow();
      super.delete(List.of(hash));
    }
    dawdle();
    failNow();
  }

  private void failNow() {
    if (!calm && random.nextInt(60) == 0) {
      throw new CafeException(Fault.UNAVAILABLE, "failed on purpose");
    }
  }

  @SuppressWarnings("ThreadPriorityCheck")
  private void dawdle() {
    if (calm) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> Thread.yield();
      case 1 -> LockSupport.parkNanos(random.nextInt(500_000));
      default -> {}
    }
  }
}
