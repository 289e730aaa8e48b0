package cafe.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.storage.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Cuts the power at random moments while blocks are put and deleted by many at once, and looks at
 * what is left: every acknowledged block must be there, and no block may be half there.
 */
@Execution(ExecutionMode.CONCURRENT)
class PowerCutTest {
  private static final Path PARENT = Path.of("/data");
  private static final int ROUNDS = 6;
  private static final int CUTS = 20;
  private static final int WRITERS = 8;

  @Test
  void acknowledgedBlocksSurviveAndNothingHalfMadeIsVisible() throws Exception {
    Outcome outcome = cutOften(UnaryOperator.identity());

    assertThat(outcome.acknowledged).as("the test had something to lose").isGreaterThan(1000);
    assertThat(outcome.problems).isEmpty();
  }

  @Test
  void aStoreThatForcesNoFileIsFoundOut() throws Exception {
    Outcome outcome =
        cutOften(
            disk ->
                new DelegatingDisk(disk) {
                  @Override
                  public Output create(Path file) throws IOException {
                    return new DelegatingOutput(super.create(file)) {
                      @Override
                      public void force() {}
                    };
                  }
                });

    assertThat(outcome.problems).isNotEmpty();
  }

  @Test
  void aStoreThatForcesNoFolderIsFoundOut() throws Exception {
    Outcome outcome =
        cutOften(
            disk ->
                new DelegatingDisk(disk) {
                  @Override
                  public void forceFolder(Path folder) throws IOException {
                    if (folder.getNameCount() <= PARENT.getNameCount() + 1) {
                      super.forceFolder(folder);
                    }
                  }
                });

    assertThat(outcome.problems).isNotEmpty();
  }

  @Test
  void aStoreThatForcesNoParentIsFoundOut() throws Exception {
    Outcome outcome =
        cutOften(
            disk ->
                new DelegatingDisk(disk) {
                  @Override
                  public void forceFolder(Path folder) throws IOException {
                    if (folder.getNameCount() > PARENT.getNameCount() + 1) {
                      super.forceFolder(folder);
                    }
                  }
                });

    assertThat(outcome.problems).isNotEmpty();
  }

  private static Outcome cutOften(UnaryOperator<Disk> fault) throws Exception {
    Outcome outcome = new Outcome();
    for (int round = 0; round < ROUNDS && outcome.problems.isEmpty(); round++) {
      SimulatedDisk disk = new SimulatedDisk(PARENT);
      FileBlockStore store = open(fault.apply(disk));
      Map<Multihash, Block> acknowledged = new ConcurrentHashMap<>();
      int seed = round;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
          Random random = new Random(seed * 100L + w);
          writers.add(threads.submit(() -> write(store, random, acknowledged)));
        }
        Random random = new Random(seed);
        for (int cut = 0; cut < CUTS; cut++) {
          Thread.sleep(random.nextInt(3));
          List<Block> promised = List.copyOf(acknowledged.values());
          check(disk.afterPowerCut(random), promised, outcome);
        }
        for (Future<?> writer : writers) {
          writer.get();
        }
      }
      check(disk.afterPowerCut(new Random(seed)), List.copyOf(acknowledged.values()), outcome);
    }
    return outcome;
  }

  private static FileBlockStore open(Disk disk) {
    FileBlockStore store =
        new FileBlockStore(PARENT.resolve("blocks"), disk, Clock.systemUTC(), 64);
    store.open();
    return store;
  }

  /** Puts blocks that stay, alone and in batches, and others that are deleted and put again. */
  private static void write(FileBlockStore store, Random random, Map<Multihash, Block> promised) {
    List<Block> fleeting = List.of(block(random), block(random), block(random));
    for (int i = 0; i < 60; i++) {
      List<Block> batch = new ArrayList<>();
      int size = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
      for (int n = 0; n < size; n++) {
        batch.add(block(random));
      }
      store.put(batch);
      batch.forEach(block -> promised.put(block.hash(), block));
      Block one = fleeting.get(random.nextInt(fleeting.size()));
      if (random.nextBoolean()) {
        store.put(List.of(one));
      } else {
        store.delete(Set.of(one.hash()));
      }
    }
  }

  private static Block block(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(3) * 4096 + random.nextInt(4096)];
    random.nextBytes(bytes);
    return new Block(Multihash.sha256(bytes), ByteBuffer.wrap(bytes));
  }

  private static void check(SimulatedDisk image, List<Block> promised, Outcome outcome) {
    FileBlockStore store = open(image);
    for (Block block : promised) {
      Optional<ByteBuffer> found = store.get(block.hash());
      if (!found.equals(Optional.of(block.bytes()))) {
        outcome.problems.add("lost " + block.hash());
      }
    }
    store.list(
        entry -> {
          ByteBuffer bytes = store.get(entry.hash()).orElseThrow();
          if (!Cid.v1(Cid.RAW, entry.hash()).names(bytes)) {
            outcome.problems.add("half-made " + entry.hash());
          }
        });
    outcome.acknowledged += promised.size();
  }

  private static final class Outcome {
    private final Set<String> problems = ConcurrentHashMap.newKeySet();
    private int acknowledged;
  }
}
