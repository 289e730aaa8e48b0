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
import java.util.List;
import java.util.stream.Stream;
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

  private List<String> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }
}
