package cafe.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Gathers blocks and puts them in batches, so that files of one batch are written in parallel and
 * share forces, while memory stays bounded. Not thread-safe; close it to give back what it holds.
 */
final class BlockWriter implements AutoCloseable {
  /** Bytes that one permit stands for. */
  static final int UNIT = 1024;

  private static final int BATCH_BLOCKS = 64;
  private static final int BATCH_UNITS = 4 << 10;

  private final BlockStore store;
  private final Semaphore memory;
  private final List<Block> batch = new ArrayList<>();
  private int held;

  /** Writes to a store; all writers together gather no more than the permits allow. */
  BlockWriter(BlockStore store, Semaphore memory) {
    this.store = store;
    this.memory = memory;
  }

  void add(Block block) {
    int units = block.size() / UNIT + 1;
    if (!memory.tryAcquire(units)) {
      // Whoever waits holds nothing, so those who hold something can finish.
      flush();
      memory.acquireUninterruptibly(units);
    }
    held += units;
    batch.add(block);
    if (batch.size() == BATCH_BLOCKS || held >= BATCH_UNITS) {
      flush();
    }
  }

  /** Returns when all that was added is durable. */
  void flush() {
    if (!batch.isEmpty()) {
      store.put(batch);
      batch.clear();
      release();
    }
  }

  @Override
  public void close() {
    batch.clear();
    release();
  }

  private void release() {
    memory.release(held);
    held = 0;
  }
}
