package cafe.gateway.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cafe.gateway.Dags;
import cafe.gateway.FakeBlocks;
import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DagFileTest {
  private final FakeBlocks blocks = new FakeBlocks();
  private final Dags dags = new Dags(blocks);
  private final DagReader reader = new DagReader(blocks, 1 << 20, Duration.ofMinutes(1));

  @Test
  void namesFilesAsTheOriginalDoes() {
    assertThat(dags.file("")).hasToString("QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH");
    assertThat(dags.file(new byte[262_145]))
        .hasToString("QmbVuw4C4vcmVKqxoWtgDVobvcHrSn51qsmQmyxjk4sB2Q");
    assertThat(dags.directory(java.util.Map.of()))
        .hasToString("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn");
  }

  /** Any slice of any DAG is the slice of its bytes, however it is read. */
  @Property(tries = 300)
  void readsEveryRange(
      @ForAll @IntRange(max = 3000) int size,
      @ForAll @IntRange(min = 1, max = 700) int chunk,
      @ForAll @IntRange(min = 2, max = 5) int width,
      @ForAll Random random) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    DagFile file = open(dags.file(bytes, chunk, width).cid());
    assertThat(file.size()).isEqualTo(size);
    int first = random.nextInt(size + 1);
    try (FileCursor cursor = file.at(first)) {
      int at = first;
      while (at < size) {
        int n = 1 + random.nextInt(size - at);
        byte[] piece = new byte[n];
        cursor.read(ByteBuffer.wrap(piece));
        assertThat(piece).isEqualTo(Arrays.copyOfRange(bytes, at, at + n));
        at += n;
        if (random.nextInt(4) == 0) {
          cursor.rest();
        }
      }
    }
  }

  @Test
  void readsMoreLeavesThanOneNodeHolds() {
    byte[] bytes = new byte[400 * 100 + 7];
    new Random(1).nextBytes(bytes);
    DagFile file = open(dags.file(bytes, 100, Dags.WIDTH).cid());
    assertThat(file.read(0, bytes.length)).isEqualTo(bytes);
    assertThat(file.read(17_399, 3)).isEqualTo(Arrays.copyOfRange(bytes, 17_399, 17_402));
  }

  @Test
  void readsRawLeavesAndNodesWithBytesOfTheirOwn() {
    Dags.Node left = dags.inner(List.of(dags.rawLeaf(new byte[] {3, 4})), new byte[] {1, 2});
    Dags.Node right = dags.leaf(new byte[] {6});
    DagFile file =
        open(dags.inner(List.of(left, dags.leaf(new byte[0]), right), new byte[] {0}).cid());
    assertThat(file.read(0, 6)).containsExactly(0, 1, 2, 3, 4, 6);
    assertThat(file.read(4, 2)).containsExactly(4, 6);
    assertThat(open(dags.rawLeaf(new byte[] {9}).cid()).read(0, 1)).containsExactly(9);
  }

  @Test
  void readsWhatACidItselfHolds() {
    Cid inline = Cid.v1(Cid.RAW, Multihash.identity(new byte[] {1, 2}));
    assertThat(open(inline).read(0, 2)).containsExactly(1, 2);
  }

  @Test
  void aPartOfAnotherSizeIsRefused() {
    Dags.Node leaf = dags.leaf(new byte[10]);
    for (long claim : new long[] {9, 11}) {
      DagFile file =
          open(dags.lying(List.of(leaf, leaf), new byte[0], 10 + claim, List.of(claim, 10L)).cid());
      assertThat(fault(() -> file.read(0, (int) file.size()))).isEqualTo(Fault.NOT_FOUND);
    }
  }

  @Test
  void sizesThatDoNotAddUpMakeNoFile() {
    Dags.Node leaf = dags.leaf(new byte[10]);
    assertThat(isNode(dags.lying(List.of(leaf), new byte[0], 11, List.of(10L)).cid())).isFalse();
    assertThat(isNode(dags.lying(List.of(leaf), new byte[0], 10, List.of()).cid())).isFalse();
    assertThat(isNode(dags.lying(List.of(), new byte[0], 10, List.of(10L)).cid())).isFalse();
    long huge = Long.MAX_VALUE - 1;
    assertThat(isNode(dags.lying(List.of(leaf, leaf), new byte[0], 8, List.of(huge, huge)).cid()))
        .isFalse();
  }

  @Test
  void depthHasAnEnd() {
    Dags.Node node = dags.leaf(new byte[] {7});
    for (int i = 0; i < 31; i++) {
      node = dags.inner(List.of(node));
    }
    assertThat(open(node.cid()).read(0, 1)).containsExactly(7);
    for (int i = 0; i < 5; i++) {
      node = dags.inner(List.of(node));
    }
    DagFile deep = open(node.cid());
    assertThat(fault(() -> deep.read(0, 1))).isEqualTo(Fault.NOT_FOUND);
  }

  /** A few blocks that make an endless file: reading its end costs one block for each level. */
  @Test
  void aHugeFileOfFewBlocksIsReadWhereItIsWanted() {
    Dags.Node node = dags.leaf(new byte[] {1, 2, 3, 4});
    for (int i = 0; i < 12; i++) {
      node = dags.inner(Collections.nCopies(30, node));
    }
    DagFile file = open(node.cid());
    assertThat(file.size()).isEqualTo(4 * (long) Math.pow(30, 12));
    long before = blocks.reads.get();
    assertThat(file.read(file.size() - 2, 2)).containsExactly(3, 4);
    assertThat(blocks.reads.get() - before).isLessThanOrEqualTo(13);
  }

  @Test
  void emptyPartsAreNotLookedAt() {
    Dags.Node empty = dags.leaf(new byte[0]);
    blocks.remove(empty.cid());
    Dags.Node last = dags.leaf(new byte[] {5});
    List<Dags.Node> parts = new java.util.ArrayList<>(Collections.nCopies(1000, empty));
    parts.add(last);
    assertThat(open(dags.inner(parts).cid()).read(0, 1)).containsExactly(5);
  }

  /** Each byte lies in a node of many parts without bytes: reading on is not worth it. */
  @Test
  void aFileThatIsNearlyAllLinksIsGivenUp() {
    Dags.Node empty = dags.leaf(new byte[0]);
    List<Dags.Node> parts = new java.util.ArrayList<>(Collections.nCopies(8000, empty));
    parts.add(dags.leaf(new byte[] {5}));
    Dags.Node sparse = dags.inner(parts);
    int length = blocks.get(sparse.cid().multihash()).orElseThrow().remaining();
    DagFile file = open(dags.inner(Collections.nCopies(1000, sparse)).cid());
    assertThat(file.read(0, 10)).containsOnly(5);
    long before = blocks.reads.get();
    assertThat(fault(() -> file.read(0, 1000))).isEqualTo(Fault.NOT_FOUND);
    assertThat(blocks.reads.get() - before).isLessThan(DagCursor.ALLOWANCE / length + 10);
  }

  @Test
  void aMissingPartIsAFault() {
    byte[] bytes = new byte[50];
    Dags.Node lost = dags.leaf(bytes);
    DagFile file = open(dags.inner(List.of(dags.leaf(new byte[20]), lost)).cid());
    blocks.remove(lost.cid());
    assertThat(fault(() -> file.read(10, 20))).isEqualTo(Fault.NOT_FOUND);
  }

  @Property(tries = 1000)
  void anyBytesAreSomeNode(@ForAll byte[] block) {
    isNode(blocks.put(block));
  }

  @Property(tries = 500)
  void anyDamageIsSomeNode(@ForAll Random random) {
    Dags.Node node = dags.inner(List.of(dags.leaf(new byte[3]), dags.leaf(new byte[4])));
    byte[] block = new byte[blocks.get(node.cid().multihash()).orElseThrow().remaining()];
    blocks.get(node.cid().multihash()).orElseThrow().get(block);
    block[random.nextInt(block.length)] ^= (byte) (1 << random.nextInt(8));
    isNode(blocks.put(Arrays.copyOf(block, random.nextInt(block.length + 1))));
  }

  private DagFile open(Cid cid) {
    return reader.look(cid, reader::file);
  }

  private boolean isNode(Cid cid) {
    try {
      return reader.look(cid, node -> node.size() >= 0);
    } catch (CafeException e) {
      assertThat(e.fault()).isEqualTo(Fault.NOT_FOUND);
      return false;
    }
  }

  private static Fault fault(Runnable call) {
    return catchThrowableOfType(CafeException.class, call::run).fault();
  }
}
