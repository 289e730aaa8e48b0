package cafe.storage;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Multihash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every block store must do; each implementation's test is a few lines. */
public abstract class BlockStoreContract {
  /** The store under test, empty before each test. */
  protected abstract BlockStore store();

  /** The time as the store knows it. */
  protected abstract Instant now();

  /** A block of some bytes. */
  protected static Block block(byte[] bytes) {
    return new Block(Multihash.sha256(bytes), ByteBuffer.wrap(bytes));
  }

  /** A block of some text. */
  protected static Block block(String text) {
    return block(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anEmptyStoreHasNothing() {
    Multihash hash = block("nothing").hash();

    assertThat(store().has(hash)).isFalse();
    assertThat(store().get(hash)).isEmpty();
    assertThat(store().size(hash)).isEmpty();
    assertThat(store().file(hash)).isEmpty();
    assertThat(entries()).isEmpty();
  }

  @Test
  void givesBackWhatWasPut() {
    Block one = block("one");
    Block large = block(new byte[2 << 20]);
    store().put(List.of(one, large));

    assertThat(store().get(one.hash())).contains(one.bytes());
    assertThat(store().get(large.hash())).contains(large.bytes());
    assertThat(store().size(large.hash())).hasValue(2 << 20);
    assertThat(store().has(one.hash())).isTrue();
    assertThat(store().get(one.hash()).orElseThrow().isReadOnly()).isTrue();
  }

  @Test
  void theFileIfAnyHoldsExactlyTheBlock() {
    Block one = block("one");
    store().put(List.of(one));

    assertThat(store().file(one.hash()))
        .satisfiesAnyOf(
            file -> assertThat(file).isEmpty(),
            file -> assertThat(file.orElseThrow()).hasBinaryContent(bytes(one)));
  }

  @Test
  void anEmptyBatchIsNothing() {
    store().put(List.of());
    store().delete(List.of());

    assertThat(entries()).isEmpty();
  }

  @Test
  void putsAgain() {
    Block one = block("one");
    store().put(List.of(one, one));
    store().put(List.of(one));

    assertThat(store().get(one.hash())).contains(one.bytes());
    assertThat(entries()).hasSize(1);
  }

  @Test
  void takesOnlyTheRemainingBytesOfABuffer() {
    byte[] bytes = "xxonexx".getBytes(StandardCharsets.UTF_8);
    Block one =
        new Block(Multihash.sha256(Arrays.copyOfRange(bytes, 2, 5)), ByteBuffer.wrap(bytes, 2, 3));
    store().put(List.of(one));

    assertThat(store().size(one.hash())).hasValue(3);
    assertThat(bytes(new Block(one.hash(), store().get(one.hash()).orElseThrow())))
        .containsExactly('o', 'n', 'e');
  }

  @Test
  void deletes() {
    Block one = block("one");
    Block two = block("two");
    store().put(List.of(one, two));
    store().delete(List.of(one.hash(), block("never here").hash()));

    assertThat(store().has(one.hash())).isFalse();
    assertThat(store().get(two.hash())).contains(two.bytes());

    store().put(List.of(one));
    assertThat(store().get(one.hash())).contains(one.bytes());
  }

  @Test
  void lists() {
    List<Block> blocks = IntStream.range(0, 300).mapToObj(i -> block("block " + i)).toList();
    store().put(blocks);
    store().delete(List.of(blocks.getFirst().hash()));

    assertThat(entries().stream().map(BlockStore.Entry::hash))
        .containsExactlyInAnyOrderElementsOf(
            blocks.subList(1, 300).stream().map(Block::hash).toList());
    assertThat(entries())
        .allSatisfy(
            entry ->
                assertThat(entry.written())
                    .isBetween(now().minus(Duration.ofMinutes(5)), now().plusSeconds(60)));
  }

  @Test
  void namesOfAnyHashFunctionWork() {
    byte[] bytes = "by sha2-512".getBytes(StandardCharsets.UTF_8);
    Multihash hash = Multihash.sum(Multihash.SHA2_512, ByteBuffer.wrap(bytes));
    store().put(List.of(new Block(hash, ByteBuffer.wrap(bytes))));

    assertThat(store().get(hash)).contains(ByteBuffer.wrap(bytes));
    assertThat(entries()).extracting(BlockStore.Entry::hash).containsExactly(hash);
  }

  @Test
  void anIdentityHashIsItsOwnBlock() {
    byte[] bytes = "inline".getBytes(StandardCharsets.UTF_8);
    Multihash hash = Multihash.identity(bytes);

    assertThat(store().get(hash)).contains(ByteBuffer.wrap(bytes));
    assertThat(store().size(hash)).hasValue(bytes.length);
    assertThat(store().file(hash)).isEmpty();
  }

  @Test
  void manyAtOnceDoNotDisturbEachOther() throws Exception {
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int writer = i;
      work.add(
          () -> {
            for (int n = 0; n < 10; n++) {
              // Neighbours put some of the same blocks.
              Block mine = block("block " + (writer / 4 * 10 + n));
              store().put(List.of(mine, block("shared " + n)));
              assertThat(store().get(mine.hash())).contains(mine.bytes());
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> future : threads.invokeAll(work)) {
        future.get();
      }
    }
    assertThat(entries()).hasSize(160 + 10);
  }

  private List<BlockStore.Entry> entries() {
    List<BlockStore.Entry> entries = new ArrayList<>();
    store().list(entries::add);
    return entries;
  }

  private static byte[] bytes(Block block) {
    byte[] bytes = new byte[block.size()];
    block.bytes().get(bytes);
    return bytes;
  }
}
