package cafe.gateway.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cafe.gateway.Dags;
import cafe.gateway.FakeBlocks;
import cafe.ipld.Cid;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaves that are read from the files in which their blocks lie. */
class LeafFileTest {
  @TempDir Path folder;

  private FakeBlocks blocks;
  private Dags dags;
  private DagReader reader;

  @BeforeEach
  void open() {
    blocks = new FakeBlocks(folder);
    dags = new Dags(blocks);
    reader = new DagReader(blocks, 1 << 20, Duration.ofMinutes(1));
  }

  @Test
  void leavesOfTheUsualLayoutAreNotReadWhole() {
    byte[] bytes = random(1_000_000);
    DagFile file = file(dags.file(bytes));
    long before = blocks.reads.get();
    for (int at : new int[] {0, 262_143, 262_144, 500_000, 999_999}) {
      int n = Math.min(300_000, bytes.length - at);
      assertThat(file.read(at, n)).isEqualTo(Arrays.copyOfRange(bytes, at, at + n));
    }
    assertThat(blocks.reads.get()).isEqualTo(before);
  }

  @Test
  void rawLeavesAreNotReadWhole() {
    byte[] bytes = random(100_000);
    DagFile file = file(dags.inner(List.of(dags.rawLeaf(bytes), dags.rawLeaf(bytes))).cid());
    long before = blocks.reads.get();
    assertThat(file.read(99_999, 2)).containsExactly(bytes[99_999], bytes[0]);
    assertThat(blocks.reads.get()).isEqualTo(before);
  }

  /**
   * Fields in another order, of another kind, with more than there should be: the decoder's job.
   */
  @Test
  void otherLayoutsAreDecoded() {
    byte[] bytes = random(100_000);
    byte[] kind = Dags.number(1, 2);
    byte[] data = Dags.field(2, bytes);
    byte[] size = Dags.number(3, bytes.length);
    for (byte[] unixfs :
        List.of(
            Dags.concat(Dags.number(1, 0), data, size),
            Dags.concat(data, kind, size),
            Dags.concat(kind, size, data),
            Dags.concat(kind, data),
            Dags.concat(kind, data, size, Dags.number(7, 420)))) {
      Dags.Node leaf = new Dags.Node(dags.node(unixfs), bytes.length, unixfs.length);
      DagFile file = file(dags.inner(List.of(leaf)).cid());
      assertThat(file.read(0, bytes.length)).isEqualTo(bytes);
    }
  }

  @Test
  void aLeafOfAnotherSizeIsRefused() {
    Dags.Node leaf = dags.leaf(random(100_000));
    Dags.Node raw = dags.rawLeaf(random(100_000));
    for (long claim : new long[] {99_999, 100_001}) {
      for (Dags.Node part : List.of(leaf, raw)) {
        DagFile file = file(dags.lying(List.of(part), new byte[0], claim, List.of(claim)).cid());
        assertThat(fault(() -> file.read(0, 10))).isEqualTo(Fault.NOT_FOUND);
      }
    }
  }

  @Test
  void aDirectoryIsNoLeaf() {
    Dags.Node node = new Dags.Node(dags.directory(java.util.Map.of()), 100_000, 4);
    DagFile file = file(dags.inner(List.of(node)).cid());
    assertThat(fault(() -> file.read(0, 10))).isEqualTo(Fault.NOT_FOUND);
  }

  @Test
  void aFileThatIsRemovedStaysReadableWhileItIsOpen() throws IOException {
    byte[] bytes = random(400_000);
    DagFile file = file(dags.file(bytes));
    Cid first = dags.leaf(Arrays.copyOf(bytes, 262_144)).cid();
    try (FileCursor cursor = file.at(0)) {
      cursor.read(ByteBuffer.allocate(10));
      Files.delete(folder.resolve(first.multihash().toString()));
      blocks.remove(first);
      byte[] rest = new byte[100_000];
      cursor.read(ByteBuffer.wrap(rest));
      assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes, 10, 100_010));
      cursor.rest();
      assertThat(fault(() -> cursor.read(ByteBuffer.allocate(1)))).isEqualTo(Fault.NOT_FOUND);
    }
  }

  @Test
  void openFilesAreClosed() throws IOException {
    DagFile file = file(dags.file(random(3_000_000)));
    long before = openFiles();
    List<FileCursor> cursors = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FileCursor cursor = file.at(0);
      cursor.read(ByteBuffer.allocate(2_500_000));
      cursors.add(cursor);
    }
    cursors.subList(0, 10).forEach(FileCursor::rest);
    cursors.subList(10, 20).forEach(FileCursor::close);
    assertThat(openFiles()).isLessThan(before + 10);
  }

  private static long openFiles() throws IOException {
    Path open = Path.of("/proc/self/fd");
    if (!Files.exists(open)) {
      return 0;
    }
    try (var files = Files.list(open)) {
      return files.count();
    }
  }

  private DagFile file(Cid cid) {
    return reader.look(cid, reader::file);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Fault fault(Runnable call) {
    return catchThrowableOfType(CafeException.class, call::run).fault();
  }
}
