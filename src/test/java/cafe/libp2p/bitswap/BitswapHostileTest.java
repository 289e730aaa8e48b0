package cafe.libp2p.bitswap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamResetException;
import cafe.libp2p.bitswap.message.MessageLimits;
import cafe.libp2p.bitswap.message.MessageWriter;
import cafe.libp2p.bitswap.message.Version;
import cafe.libp2p.bitswap.message.Want;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.protobuf.ProtobufWriter;
import cafe.testkit.MemoryNetwork;
import cafe.testkit.MemoryNetwork.MemoryHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What peers may do to us, and what it costs. */
@Execution(ExecutionMode.CONCURRENT)
class BitswapHostileTest {
  private static final String PROTOCOL = Version.V1_2_0.protocol();

  private static final BitswapLimits SMALL =
      new BitswapLimits(
          new MessageLimits(512 * 1024, 1024, 128),
          new BitswapLimits.Serving(1024, 2000, 512 * 1024, 4L * 1024 * 1024),
          new BitswapLimits.Fetching(16, 1024 * 1024, 8, 2L * 1024 * 1024),
          Duration.ofSeconds(2),
          new BitswapLimits.Inbound(16, Duration.ofMinutes(10)));

  private final MemoryNetwork network = new MemoryNetwork();
  private final MemoryHost host = network.host();
  private final BlockTable table = new BlockTable();
  private final Bitswap bitswap = new Bitswap(host, table, SMALL);
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    bitswap.close();
  }

  @Test
  void aHugeWantlistIsCutOff() throws IOException {
    MemoryHost peer = connected();
    ProtobufWriter list = new ProtobufWriter();
    for (int i = 0; i < 90_000; i++) {
      list.message(1, new ProtobufWriter().bytes(1, cid(i).bytes()));
    }
    // At once: a message that is written piece by piece on a busy machine is let go for its pace.
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    new ProtobufWriter().message(1, list).writeTo(message, () -> {});
    Stream stream = open(peer);
    stream.output().write(message.toByteArray());
    stream.output().flush();
    await(() -> bitswap.wantsOf(peer.peerId()) == 1024);
    healthyPeerIsServed();
  }

  @Test
  void allPeersTogetherWantNoMoreThanTheTotal() throws IOException {
    List<MemoryHost> peers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      MemoryHost peer = connected();
      peers.add(peer);
      MessageWriter message = new MessageWriter(Version.V1_2_0);
      for (int j = 0; j < 1000; j++) {
        message.want(new Want(cid(i * 1000 + j), 0, false, Want.Type.BLOCK, false));
      }
      message.writeTo(open(peer).output(), MemoryBudget.FREE);
    }
    await(() -> wants(peers) == 2000);
    peers.forEach(MemoryHost::close);
    await(() -> wants(peers) == 0);
  }

  @Test
  void peersThatDoNotReadAreLetGoAndOthersServed() throws IOException {
    List<Cid> blocks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      blocks.add(table.put(random(i, 400_000)));
    }
    List<MemoryHost> deaf = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      MemoryHost peer = connected();
      peer.setProtocolHandler(PROTOCOL, this::listenToNothing);
      deaf.add(peer);
      MessageWriter message = new MessageWriter(Version.V1_2_0);
      blocks.forEach(cid -> message.want(Want.block(cid, 0)));
      message.writeTo(open(peer).output(), MemoryBudget.FREE);
    }
    healthyPeerIsServed();
    await(() -> wants(deaf) == 0);
  }

  @Test
  void blocksNobodyAskedForAreDropped() throws IOException {
    MemoryHost peer = connected();
    Stream stream = open(peer);
    byte[] block = random(1, 300_000);
    Cid cid = Cid.v0(Multihash.sha256(block));
    for (int i = 0; i < 20; i++) {
      new MessageWriter(Version.V1_2_0)
          .block(cid, block)
          .writeTo(stream.output(), MemoryBudget.FREE);
    }
    await(() -> bitswap.statistics().blocksUnwanted() == 20);
    assertThat(bitswap.statistics().blocksReceived()).isZero();
  }

  @Test
  void bytesThatDoNotHashToTheNameAreNotTheBlock() throws Exception {
    MemoryHost liar = connected();
    byte[] block = random(1, 1000);
    Cid cid = Cid.v0(Multihash.sha256(block));
    liar.setProtocolHandler(
        PROTOCOL,
        stream -> {
          Stream answer = open(liar);
          new MessageWriter(Version.V1_2_0)
              .block(cid, random(2, 1000))
              .block(Cid.v1(Cid.RAW, cid.multihash()), random(3, 1000))
              .writeTo(answer.output(), MemoryBudget.FREE);
          listenToNothing(stream);
        });
    FetchRequest request =
        new FetchRequest(List.of(liar.peerId()), Duration.ofSeconds(1), 1, 1 << 20);
    assertThatThrownBy(() -> bitswap.fetch(cid, request)).isInstanceOf(IOException.class);
    await(() -> bitswap.statistics().blocksUnwanted() == 2);
  }

  @Test
  void framesOverTheLimitResetTheStream() throws IOException {
    Stream stream = open(connected());
    stream.output().write(ByteBuffer.allocate(4).put(new byte[] {-127, -128, -128, 2}).array());
    stream.readTimeout(Duration.ofSeconds(60));
    assertThatThrownBy(() -> stream.input().read()).isInstanceOf(StreamResetException.class);
  }

  @Test
  void halfSentBlocksAreGivenUp() throws IOException {
    for (int i = 0; i < 20; i++) {
      Stream stream = open(connected());
      // a block of 400,000 bytes of which the last never comes
      stream.output().write(new byte[] {-64, -74, 24, 0x12, (byte) 0x80, (byte) 0xb5, 24});
      for (int sent = 0; sent < 390_000; sent += 10_000) {
        stream.output().write(new byte[10_000]);
      }
    }
    MemoryHost server = connected();
    BlockTable held = new BlockTable();
    byte[] block = random(5, 500_000);
    Cid cid = held.put(block);
    try (Bitswap other = new Bitswap(server, held, BitswapLimits.defaults())) {
      FetchRequest request =
          new FetchRequest(List.of(server.peerId()), Duration.ofSeconds(60), 1, 1 << 20);
      assertThat(bitswap.fetch(cid, request)).isEqualTo(block);
      assertThat(other.statistics().blocksReceived()).isZero();
    }
  }

  /** A stream may be silent for ten minutes, but not inside a message. */
  @Test
  void aMessageThatStopsOrDripsIsGivenUp() throws IOException {
    Stream half = open(connected());
    half.output().write(0x80); // half of a length
    Stream drips = open(connected());
    drips.output().write(new byte[] {-64, -74, 24, 0x12, (byte) 0x80, (byte) 0xb5, 24});
    await(() -> !drip(drips));
    assertThat(isReset(half)).isTrue();
  }

  /** False if the other side has had enough of it. */
  private static boolean drip(Stream stream) {
    try {
      stream.output().write(0);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPeerSpeaksOnSoManyStreamsAtATimeAndNoMore() throws IOException {
    MemoryHost peer = connected();
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < SMALL.inbound().perPeer(); i++) {
      streams.add(open(peer));
      ask(streams.getLast(), i);
      int asked = i + 1;
      await(() -> bitswap.wantsOf(peer.peerId()) == asked);
    }
    assertThat(isReset(open(peer))).isTrue();
    streams.getFirst().closeWrite();
    assertThat(streams.getFirst().input().read()).as("its end").isEqualTo(-1);
    await(() -> isServed(peer, 1000));
    ask(streams.getLast(), 2000);
    healthyPeerIsServed();
  }

  /** The place of a stream comes back a moment after its end. */
  private boolean isServed(MemoryHost peer, int number) {
    int before = bitswap.wantsOf(peer.peerId());
    try {
      Stream stream = open(peer);
      ask(stream, number);
      stream.closeWrite();
      return !isReset(stream) && bitswap.wantsOf(peer.peerId()) == before + 1;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aSilentStreamIsLetGo() throws IOException {
    BitswapLimits impatient =
        new BitswapLimits(
            SMALL.message(),
            SMALL.serving(),
            SMALL.fetching(),
            SMALL.stall(),
            new BitswapLimits.Inbound(16, Duration.ofMillis(300)));
    MemoryHost server = network.host();
    MemoryHost peer = network.host();
    network.connect(peer, server);
    try (Bitswap other = new Bitswap(server, table, impatient)) {
      Stream stream = peer.newStream(server.peerId(), Duration.ofSeconds(60), PROTOCOL);
      ask(stream, 1);
      await(() -> other.wantsOf(peer.peerId()) == 1);
      assertThat(isReset(stream)).isTrue();
      assertThat(other.wantsOf(peer.peerId())).as("what it wants is remembered").isEqualTo(1);
    }
  }

  private static void ask(Stream stream, int number) throws IOException {
    new MessageWriter(Version.V1_2_0)
        .want(new Want(cid(number), 0, false, Want.Type.BLOCK, false))
        .writeTo(stream.output(), MemoryBudget.FREE);
  }

  private static boolean isReset(Stream stream) throws IOException {
    stream.readTimeout(Duration.ofSeconds(60));
    try {
      return stream.input().read() >= 0;
    } catch (StreamResetException e) {
      return true;
    }
  }

  @Test
  void aFloodOfPresencesIsDropped() throws IOException {
    MemoryHost peer = connected();
    Stream stream = open(peer);
    for (int i = 0; i < 50; i++) {
      MessageWriter message = new MessageWriter(Version.V1_2_0);
      for (int j = 0; j < 5000; j++) {
        message.presence(cid(j), j % 2 == 0);
      }
      message.writeTo(stream.output(), MemoryBudget.FREE);
    }
    healthyPeerIsServed();
  }

  private void healthyPeerIsServed() throws IOException {
    byte[] block = random(77, 400_000);
    Cid cid = table.put(block);
    MemoryHost healthy = connected();
    try (Bitswap other = new Bitswap(healthy, new BlockTable(), BitswapLimits.defaults())) {
      FetchRequest request =
          new FetchRequest(List.of(host.peerId()), Duration.ofSeconds(60), 1, 1 << 20);
      assertThat(other.fetch(cid, request)).isEqualTo(block);
    }
  }

  private void listenToNothing(Stream stream) throws IOException {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private int wants(List<MemoryHost> peers) {
    return peers.stream().mapToInt(peer -> bitswap.wantsOf(peer.peerId())).sum();
  }

  private MemoryHost connected() {
    MemoryHost peer = network.host();
    network.connect(peer, host);
    return peer;
  }

  private Stream open(MemoryHost from) throws IOException {
    return from.newStream(host.peerId(), Duration.ofSeconds(60), PROTOCOL);
  }

  private static Cid cid(int number) {
    return Cid.v0(Multihash.sha256(ByteBuffer.allocate(4).putInt(number).array()));
  }

  private static byte[] random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void await(BooleanSupplier condition) {
    long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > limit) {
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
