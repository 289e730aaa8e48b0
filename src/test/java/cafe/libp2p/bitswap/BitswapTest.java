package cafe.libp2p.bitswap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.kernel.PeerId;
import cafe.libp2p.LimitExceededException;
import cafe.libp2p.bitswap.message.Version;
import cafe.testkit.MemoryNetwork;
import cafe.testkit.MemoryNetwork.MemoryHost;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BitswapTest {
  private final MemoryNetwork network = new MemoryNetwork();
  private final List<Bitswap> running = new ArrayList<>();

  /** One peer with its blocks. */
  private record Node(MemoryHost host, BlockTable table, Bitswap bitswap) {
    PeerId id() {
      return host.peerId();
    }
  }

  @AfterEach
  void close() {
    running.forEach(Bitswap::close);
  }

  @Test
  void fetchesABlock() throws IOException {
    Node ann = node();
    Node bob = node();
    network.connect(ann.host(), bob.host());
    byte[] block = random(1, 200_000);
    Cid cid = ann.table().put(block);
    assertThat(bob.bitswap().fetch(cid, from(ann))).isEqualTo(block);
    assertThat(bob.bitswap().fetch(Cid.v1(Cid.RAW, cid.multihash()), from())).isEqualTo(block);
    await(() -> bob.bitswap().statistics().blocksReceived() == 2);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void speaksToEveryVersion(Version version) throws IOException {
    Node ann = node();
    Node bob = node();
    for (Version other : Version.values()) {
      if (other.ordinal() < version.ordinal()) {
        ann.host().removeProtocolHandler(other.protocol());
        bob.host().removeProtocolHandler(other.protocol());
      }
    }
    network.connect(ann.host(), bob.host());
    Dag dag = new Dag(ann.table(), 3);
    assertThat(bob.bitswap().fetchAll(List.of(dag.root), from(ann), dag.visitor(bob)).blocks())
        .isEqualTo(dag.size);
  }

  @Test
  void fetchesADagFromSeveralPeersOfWhomNoneHasItAll() throws IOException {
    Node ann = node();
    Node bob = node();
    Node cam = node();
    network.connect(cam.host(), ann.host());
    network.connect(cam.host(), bob.host());
    Dag dag = new Dag(ann.table(), 6);
    int i = 0;
    for (Multihash hash : List.copyOf(ann.table().blocks.keySet())) {
      if (i++ % 2 == 0) {
        bob.table().blocks.put(hash, ann.table().blocks.remove(hash));
      }
    }
    Bitswap.Fetched fetched = cam.bitswap().fetchAll(List.of(dag.root), from(), dag.visitor(cam));
    assertThat(fetched.blocks()).isEqualTo(dag.size);
    assertThat(cam.table().blocks).hasSize(dag.size);
  }

  @Test
  void resolvesAnIdentityCidWithoutAnybody() throws IOException {
    byte[] data = {1, 2, 3};
    Cid cid = Cid.v1(Cid.RAW, Multihash.identity(data));
    assertThat(node().bitswap().fetch(cid, from())).isEqualTo(data);
  }

  @Test
  void failsAtOnceWhenNobodyHasIt() {
    Node ann = node();
    Node bob = node();
    network.connect(ann.host(), bob.host());
    Cid cid = Cid.v0(Multihash.sha256(new byte[] {1}));
    assertThatThrownBy(() -> bob.bitswap().fetch(cid, from(ann)))
        .isInstanceOf(BlockNotFoundException.class)
        .hasMessageContaining(cid.toString());
    assertThatThrownBy(() -> bob.bitswap().fetch(cid, from(node())))
        .isInstanceOf(BlockNotFoundException.class);
  }

  @Test
  void answersLaterWhenTheBlockComes() throws Exception {
    Node ann = node();
    Node bob = node();
    network.connect(ann.host(), bob.host());
    // a peer of version 1.1 hears no DONT_HAVE and goes on waiting
    ann.host().removeProtocolHandler(Version.V1_2_0.protocol());
    byte[] block = random(1, 1000);
    Cid cid = Cid.v0(Multihash.sha256(block));
    CompletableFuture<byte[]> fetched = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            fetched.complete(bob.bitswap().fetch(cid, from(ann)));
          } catch (IOException e) {
            fetched.completeExceptionally(e);
          }
        });
    await(() -> ann.bitswap().wantsOf(bob.id()) == 1);
    ann.table().put(block);
    ann.bitswap().blockAdded(cid, block.length);
    assertThat(fetched.get()).isEqualTo(block);
    await(() -> ann.bitswap().wantsOf(bob.id()) == 0);
  }

  @Test
  void givesUpInTimeAndCancels() {
    Node ann = node();
    Node bob = node();
    ann.host().removeProtocolHandler(Version.V1_2_0.protocol());
    network.connect(ann.host(), bob.host());
    Cid cid = Cid.v0(Multihash.sha256(new byte[] {1}));
    FetchRequest brief = new FetchRequest(List.of(ann.id()), Duration.ofMillis(300), 1, 1000);
    assertThatThrownBy(() -> bob.bitswap().fetch(cid, brief))
        .isInstanceOf(SocketTimeoutException.class);
    await(() -> ann.bitswap().wantsOf(bob.id()) == 0);
  }

  @Test
  void takesNoMoreThanAskedFor() {
    Node ann = node();
    Node bob = node();
    network.connect(ann.host(), bob.host());
    Dag dag = new Dag(ann.table(), 5);
    List<PeerId> annOnly = List.of(ann.id());
    FetchRequest fewBlocks = new FetchRequest(annOnly, Duration.ofSeconds(60), 5, 1 << 20);
    FetchRequest fewBytes = new FetchRequest(annOnly, Duration.ofSeconds(60), 500, 2000);
    for (FetchRequest request : List.of(fewBlocks, fewBytes)) {
      assertThatThrownBy(() -> bob.bitswap().fetchAll(List.of(dag.root), request, dag.visitor(bob)))
          .isInstanceOf(LimitExceededException.class);
    }
    await(() -> ann.bitswap().wantsOf(bob.id()) == 0);
  }

  @Test
  void aLostPeerEndsTheFetch() {
    Node ann = node();
    Node bob = node();
    ann.host().removeProtocolHandler(Version.V1_2_0.protocol());
    network.connect(ann.host(), bob.host());
    Cid cid = Cid.v0(Multihash.sha256(new byte[] {1}));
    Thread.startVirtualThread(
        () -> {
          await(() -> ann.bitswap().wantsOf(bob.id()) == 1);
          ann.host().close();
        });
    assertThatThrownBy(() -> bob.bitswap().fetch(cid, from(ann)))
        .isInstanceOf(BlockNotFoundException.class);
    await(() -> ann.bitswap().wantsOf(bob.id()) == 0);
  }

  @Test
  void theVisitorsFailureEndsTheFetch() {
    Node ann = node();
    Node bob = node();
    network.connect(ann.host(), bob.host());
    Cid cid = ann.table().put(random(1, 10));
    assertThatThrownBy(
            () ->
                bob.bitswap()
                    .fetchAll(
                        List.of(cid),
                        from(ann),
                        (name, block) -> {
                          throw new IOException("store is full");
                        }))
        .hasMessage("store is full");
  }

  @Test
  void manyFetchesAtOnce() throws Exception {
    Node ann = node();
    Node bob = node();
    network.connect(ann.host(), bob.host());
    Dag dag = new Dag(ann.table(), 6);
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      CompletableFuture<Integer> one = new CompletableFuture<>();
      all.add(one);
      Thread.startVirtualThread(
          () -> {
            try {
              one.complete(
                  bob.bitswap().fetchAll(List.of(dag.root), from(ann), dag.visitor(bob)).blocks());
            } catch (IOException e) {
              one.completeExceptionally(e);
            }
          });
    }
    for (CompletableFuture<Integer> one : all) {
      assertThat(one.get()).isEqualTo(dag.size);
    }
  }

  /** A binary tree of blocks; each inner block is the list of its children's hashes. */
  private static final class Dag {
    private final Map<Multihash, List<Cid>> children = new ConcurrentHashMap<>();
    private final Cid root;
    private int size;

    Dag(BlockTable table, int depth) {
      root = make(table, depth, new Random(depth));
    }

    private Cid make(BlockTable table, int depth, Random random) {
      ByteBuffer block = ByteBuffer.allocate(600);
      byte[] filler = new byte[500];
      random.nextBytes(filler);
      List<Cid> links =
          depth == 0
              ? List.of()
              : List.of(make(table, depth - 1, random), make(table, depth - 1, random));
      links.forEach(link -> block.put(link.bytes()));
      Cid cid = table.put(block.put(filler).array());
      children.put(cid.multihash(), links);
      size++;
      return cid;
    }

    BlockVisitor visitor(Node into) {
      return (cid, block) -> {
        into.table().put(block);
        return children.getOrDefault(cid.multihash(), List.of());
      };
    }
  }

  private Node node() {
    MemoryHost host = network.host();
    BlockTable table = new BlockTable();
    Bitswap bitswap = new Bitswap(host, table, BitswapLimits.defaults());
    running.add(bitswap);
    return new Node(host, table, bitswap);
  }

  private static FetchRequest from(Node... peers) {
    List<PeerId> ids = List.of(peers).stream().map(Node::id).toList();
    return new FetchRequest(ids, Duration.ofSeconds(60), 10_000, 1L << 30);
  }

  private static byte[] random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen");
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
