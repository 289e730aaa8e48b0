package cafe.ipld.unixfs;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.BlockMissingException;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.Multihash;
import cafe.ipld.Varint;
import cafe.ipld.dagpb.DagPb;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.testkit.Car;
import cafe.testkit.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UnixFsReaderTest {
  private static final int LENGTH = 3 * FileImporter.CHUNK + 17;

  private final Car blocks = new Car();
  private final UnixFsReader reader = new UnixFsReader(blocks);

  @Property(tries = 100)
  void anyRangeOfAFile(
      @ForAll @IntRange(max = LENGTH) int one, @ForAll @IntRange(max = LENGTH) int other)
      throws IOException {
    byte[] bytes = random(LENGTH);
    UnixFsNode file = reader.open(new FileImporter(blocks).add(bytes).cid());
    int from = Math.min(one, other);
    int to = Math.max(one, other);
    assertThat(file.size()).isEqualTo(LENGTH);
    assertThat(reader.stream(file, from, to).readAllBytes())
        .isEqualTo(Arrays.copyOfRange(bytes, from, to));
  }

  @Test
  void wholeFilesAndTheirLimits() throws IOException {
    byte[] bytes = random(LENGTH);
    UnixFsNode file = reader.open(new FileImporter(blocks).add(bytes).cid());
    assertThat(reader.readAll(file, LENGTH)).isEqualTo(bytes);
    assertThatThrownBy(() -> reader.readAll(file, LENGTH - 1)).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> reader.pieces(file, 5, LENGTH + 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> reader.pieces(file, 5, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    UnixFsNode empty = reader.open(new FileImporter(blocks).add(new byte[0]).cid());
    assertThat(reader.stream(empty).readAllBytes()).isEmpty();
    Cid missing = file.links().get(1).cid();
    blocks.blocks().remove(missing);
    assertThat(reader.stream(file, 0, FileImporter.CHUNK).readAllBytes())
        .hasSize(FileImporter.CHUNK);
    assertThatThrownBy(() -> reader.readAll(file, LENGTH))
        .isInstanceOfSatisfying(
            BlockMissingException.class, e -> assertThat(e.cid()).isEqualTo(missing));
  }

  @Test
  void carsOfTheConformanceSuite() throws IOException {
    for (String[] line : Vectors.read("unixfs_cars.txt")) {
      UnixFsReader car = new UnixFsReader(Car.read(Vectors.fixture(line[0])));
      List<String> path = line[2].isEmpty() ? List.of() : List.of(line[2].split("/"));
      UnixFsNode node = car.resolve(Cid.parse(line[1]), path).orElseThrow();
      assertThat(node.type()).hasToString(line[3]);
      if (node.isDirectory()) {
        List<PbLink> entries = car.list(node, 2_000);
        assertThat(entries).hasSize(Integer.parseInt(line[4]));
        for (PbLink entry : entries) {
          assertThat(car.entry(node, entry.name())).contains(entry);
        }
        assertThat(car.entry(node, "no such entry")).isEmpty();
        assertThatThrownBy(() -> car.list(node, entries.size() - 1))
            .isInstanceOf(FormatException.class);
      } else if (node.isFile()) {
        byte[] digest = Multihash.sha256(car.readAll(node, 1 << 20)).digest();
        assertThat(hex(digest)).isEqualTo(line[4]);
      } else {
        assertThat(StandardCharsets.UTF_8.decode(node.data()).toString()).isEqualTo(line[4]);
        assertThatThrownBy(() -> car.stream(node)).isInstanceOf(FormatException.class);
      }
    }
  }

  @Test
  void paths() throws IOException {
    Imported file = new FileImporter(blocks).add(new byte[] {1});
    Imported inner = new DirectoryBuilder().add("ü b", file).build(blocks);
    Cid root = new DirectoryBuilder().add("..", inner).build(blocks).cid();
    assertThat(reader.resolve(root, List.of("..", "ü b")).orElseThrow().cid())
        .isEqualTo(file.cid());
    assertThat(reader.resolve(root, List.of()).orElseThrow().isDirectory()).isTrue();
    assertThat(reader.resolve(root, List.of("x"))).isEmpty();
    assertThat(reader.resolve(root, List.of("..", "ü b", "x"))).isEmpty();
    List<String> deep = Collections.nCopies(65, "..");
    assertThatThrownBy(() -> reader.resolve(root, deep)).isInstanceOf(FormatException.class);
    Cid cbor = Cid.v1(Cid.DAG_CBOR, Multihash.sha256());
    assertThatThrownBy(() -> reader.open(cbor)).isInstanceOf(FormatException.class);
  }

  @Test
  void filesWithRawLeaves() throws IOException {
    Cid raw = Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1, 2, 3}));
    blocks.put(raw, new byte[] {1, 2, 3});
    Cid root = inner(6, new long[] {3, 3}, raw, raw);
    assertThat(reader.readAll(reader.open(root), 10)).containsExactly(1, 2, 3, 1, 2, 3);
    assertThat(reader.readAll(reader.open(raw), 10)).containsExactly(1, 2, 3);
  }

  @Test
  void filesThatLieAreNotRead() throws IOException {
    Cid leaf = new FileImporter(blocks).add(new byte[] {1, 2, 3}).cid();
    Cid directory = new DirectoryBuilder().build(blocks).cid();
    Cid longer = inner(8, new long[] {4, 4}, leaf, leaf);
    Cid notAFile = inner(3, new long[] {3}, directory);
    for (Cid root : List.of(longer, notAFile)) {
      UnixFsNode file = reader.open(root);
      assertThatThrownBy(() -> reader.readAll(file, 10)).isInstanceOf(FormatException.class);
    }
    Cid wrongSum = inner(7, new long[] {3, 3}, leaf, leaf);
    Cid tooFewSizes = inner(3, new long[] {3}, leaf, leaf);
    for (Cid root : List.of(wrongSum, tooFewSizes)) {
      assertThatThrownBy(() -> reader.open(root)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void hostileTreesCostNothing() throws IOException {
    // every level ten times the level below: 10^30 leaves without a byte
    Cid cid = new FileImporter(blocks).add(new byte[0]).cid();
    for (int i = 0; i < 30; i++) {
      Cid[] ten = new Cid[10];
      Arrays.fill(ten, cid);
      cid = inner(0, new long[10], ten);
    }
    assertThat(reader.readAll(reader.open(cid), 10)).isEmpty();
    Cid deep = new FileImporter(blocks).add(new byte[] {1}).cid();
    for (int i = 0; i < 40; i++) {
      deep = inner(1, new long[] {1}, deep);
    }
    UnixFsNode file = reader.open(deep);
    assertThatThrownBy(() -> reader.readAll(file, 10))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("deep");
    assertThatThrownBy(() -> UnixFs.decode(ByteBuffer.wrap(hex("080220ffffffffffffffff7f2001"))))
        .isInstanceOf(FormatException.class);
  }

  /** Each block stands for megabytes, so what counts is how many are read. */
  @Test
  void aShardThatIsLinkedAgainAndAgainIsSoonTooMuch() throws IOException {
    byte[] large = new byte[1 << 20];
    Cid big = shard(large, new PbLink(DagPb.cid(new byte[0]), "00name", 0));
    PbLink[] links = new PbLink[1000];
    Arrays.fill(links, new PbLink(big, "00", 0));
    UnixFsNode root = reader.open(shard(new byte[0], links));
    AtomicInteger read = new AtomicInteger();
    UnixFsReader counting =
        new UnixFsReader(
            cid -> {
              read.incrementAndGet();
              return blocks.get(cid);
            });
    assertThatThrownBy(() -> counting.list(root, 50_000))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("too large");
    assertThat(read).hasValueLessThanOrEqualTo(64);
  }

  /** A shard is read when its turn comes, and not before: what was read last is not kept. */
  @Test
  void shardsAreReadOneByOne() throws IOException {
    Cid lost = DagPb.cid(new byte[] {1});
    Cid first = shard(new byte[0], named(0), named(1), named(2));
    PbLink[] links = {new PbLink(lost, "00", 0), new PbLink(first, "01", 0)};
    UnixFsNode root = reader.open(shard(new byte[0], links));
    assertThatThrownBy(() -> reader.list(root, 2))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("too many");
    assertThatThrownBy(() -> reader.list(root, 3)).isInstanceOf(BlockMissingException.class);
  }

  @Test
  void shardsAreNoDeeperThanTheHash() throws IOException {
    Cid cid = shard(new byte[0], named(0));
    for (int depth = 1; depth < 8; depth++) {
      cid = shard(new byte[0], new PbLink(cid, "00", 0));
    }
    assertThat(reader.list(reader.open(cid), 10)).hasSize(1);
    UnixFsNode deeper = reader.open(shard(new byte[0], new PbLink(cid, "00", 0)));
    assertThatThrownBy(() -> reader.list(deeper, 10))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("deep");
  }

  private static PbLink named(int number) {
    return new PbLink(DagPb.cid(new byte[0]), "0" + number + "name", 0);
  }

  /** A shard of 256 slots: kind, bitmap, hash function, fanout. */
  private Cid shard(byte[] bitmap, PbLink... links) {
    ByteBuffer data = ByteBuffer.allocate(bitmap.length + 32);
    data.put(hex("080512"));
    Varint.put(data, bitmap.length);
    data.put(bitmap).put(hex("2822308002"));
    byte[] block = DagPb.encode(new PbNode(List.of(links), data.flip()));
    Cid cid = DagPb.cid(block);
    blocks.put(cid, block);
    return cid;
  }

  @Property
  void anyBytesEitherDecodeOrAreRefused(@ForAll byte[] bytes) {
    try {
      assertThat(UnixFs.decode(ByteBuffer.wrap(bytes)).type()).isNotNull();
    } catch (FormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void murmurOfTheReference() {
    assertThat(Murmur3.hash64(new byte[0])).isZero();
    assertThat(Murmur3.hash64("hello".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(0xcbd8a7b341bd9b02L);
    assertThat(Murmur3.hash64("hello, world".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(0x342fac623a5ebc8eL);
    assertThat(
            Murmur3.hash64(
                "The quick brown fox jumps over the lazy dog.".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(0xcd99481f9ee902c9L);
  }

  private Cid inner(long size, long[] sizes, Cid... parts) {
    List<PbLink> links = Arrays.stream(parts).map(part -> new PbLink(part, "", 0)).toList();
    byte[] block = DagPb.encode(new PbNode(links, UnixFs.inner(size, sizes, sizes.length)));
    Cid cid = DagPb.cid(block);
    blocks.put(cid, block);
    return cid;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
