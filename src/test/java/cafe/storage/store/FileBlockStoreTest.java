package cafe.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.storage.Block;
import cafe.storage.BlockStore;
import cafe.storage.BlockStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class FileBlockStoreTest extends BlockStoreContract {
  @TempDir Path folder;
  private FileBlockStore store;

  @BeforeEach
  void open() {
    store = new FileBlockStore(folder.resolve("blocks"), new LocalDisk(), Clock.systemUTC(), 8);
    store.open();
  }

  @Override
  protected BlockStore store() {
    return store;
  }

  @Override
  protected Instant now() {
    return Instant.now();
  }

  @Test
  void blocksOutliveTheStore() {
    Block one = block("one");
    store.put(List.of(one));
    open();

    assertThat(store.get(one.hash())).contains(one.bytes());
  }

  @Test
  void leavesNoTemporaryFiles() throws IOException {
    store.put(List.of(block("one"), block("two")));

    assertThat(files()).hasSize(2).noneMatch(name -> name.startsWith("."));
  }

  @Test
  void theListRemovesWhatInterruptedPutsLeftAndSparesTheRest() throws IOException {
    store.put(List.of(block("one")));
    Path fanOut = folder.resolve("blocks/aa");
    Path old = Files.writeString(fanOut.resolve(".old"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path young = Files.writeString(fanOut.resolve(".young"), "half");
    Path foreign = Files.writeString(fanOut.resolve("README"), "not a block");

    List<BlockStore.Entry> entries = new ArrayList<>();
    store.list(entries::add);

    assertThat(entries).extracting(BlockStore.Entry::hash).containsExactly(block("one").hash());
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(foreign).exists();
  }

  @Test
  void aFullDiskIsAFaultAndLeavesNothing() throws IOException {
    FileBlockStore full =
        new FileBlockStore(
            folder.resolve("blocks"),
            new DelegatingDisk(new LocalDisk()) {
              @Override
              public Output create(Path file) throws IOException {
                Output output = super.create(file);
                return new DelegatingOutput(output) {
                  @Override
                  public void force() throws IOException {
                    throw new IOException("No space left on device");
                  }
                };
              }
            },
            Clock.systemUTC(),
            8);

    for (List<Block> batch :
        List.of(List.of(block("one")), List.of(block("two"), block("three")))) {
      assertThatThrownBy(() -> full.put(batch))
          .isInstanceOfSatisfying(
              CafeException.class,
              e -> {
                assertThat(e.fault()).isEqualTo(Fault.UNAVAILABLE);
                assertThat(e.detail()).doesNotContain(folder.toString(), "space");
              });
    }
    assertThat(files()).isEmpty();
  }

  /** Fails one force when it is told to, and remembers what was written. */
  private static final class FailingForces extends DelegatingDisk {
    private final List<Path> moved = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch forcing = new CountDownLatch(1);
    private final CountDownLatch fail = new CountDownLatch(1);
    private volatile @Nullable Path failing;

    FailingForces() {
      super(new LocalDisk());
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      super.move(from, to);
      moved.add(to);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      if (folder.equals(failing)) {
        failing = null;
        forcing.countDown();
        try {
          fail.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        throw new IOException("Input/output error");
      }
      super.forceFolder(folder);
    }
  }

  /** Two blocks that lie in the same folder, so that they share what happens to it. */
  private List<Block> neighbours() {
    Map<Path, Block> firsts = new HashMap<>();
    for (int i = 0; ; i++) {
      Block block = block("neighbour " + i);
      store.put(List.of(block));
      Path place = store.file(block.hash()).orElseThrow();
      store.delete(List.of(block.hash()));
      Block first = firsts.putIfAbsent(place.getParent(), block);
      if (first != null) {
        return List.of(first, block);
      }
    }
  }

  @Test
  void whatMayNotBeOnTheDiskIsWrittenAgain() {
    FailingForces disk = new FailingForces();
    FileBlockStore other = new FileBlockStore(folder.resolve("blocks"), disk, Clock.systemUTC(), 8);
    Block one = block("one");
    other.put(List.of(one));
    other.put(List.of(one));
    assertThat(disk.moved).as("a block that is there").hasSize(1);

    disk.failing = disk.moved.getFirst().getParent();
    disk.fail.countDown();
    assertUnavailable(() -> other.put(List.of(one)));
    for (int puts = 1; puts <= 3; puts++) {
      other.put(List.of(one));
      assertThat(disk.moved).as("after the failure").hasSize(1 + puts);
    }
  }

  /** The failed force had its name to write, too, and the next need not know of it. */
  @Test
  void aBlockWhoseNameWasThereWhenAForceFailedIsNotAcknowledged() throws Exception {
    List<Block> two = neighbours();
    FailingForces disk = new FailingForces();
    FileBlockStore other = new FileBlockStore(folder.resolve("blocks"), disk, Clock.systemUTC(), 8);
    store.put(List.of(two.get(0)));
    disk.failing = store.file(two.get(0).hash()).orElseThrow().getParent();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first = threads.submit(() -> other.put(List.of(two.get(0))));
      disk.forcing.await();
      Future<?> second = threads.submit(() -> other.put(List.of(two.get(1))));
      while (disk.moved.isEmpty()) {
        Thread.onSpinWait();
      }
      disk.fail.countDown();
      assertUnavailable(first::get);
      assertUnavailable(second::get);
    }
    other.put(two);
    assertThat(other.has(two.get(1).hash())).isTrue();
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(CafeException.class),
            e -> assertThat(e).hasCauseInstanceOf(CafeException.class));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }
}
