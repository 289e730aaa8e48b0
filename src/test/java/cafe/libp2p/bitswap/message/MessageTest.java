package cafe.libp2p.bitswap.message;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.libp2p.frames.FrameReader;
import cafe.libp2p.frames.MalformedFrameException;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.protobuf.ProtobufWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static final MessageLimits LIMITS = new MessageLimits(4096, 100, 128);
  private static final Cid HELLO = Cid.parse("QmZULkCELmmk5XNfCgTnCyFgAVxBRBXyDHGGMVoLFLiXEN");
  private static final String HASH =
      "1220a568e404d8eadaec925ac3bc1b36259c0f6d70000d729cd918c46a836f497657";
  private static final byte[] BLOCK = HexFormat.of().parseHex("0a0c0802120668656c6c6f0a1806");

  /** What a message says, in order. */
  record Heard(List<Object> parts) implements MessageHandler {
    record Block(String prefix, String data) {}

    record Presence(Cid cid, boolean have) {}

    @Override
    public void wants(List<Want> wants, boolean full) {
      if (!wants.isEmpty() || full) {
        parts.add(List.copyOf(wants));
        parts.add(full);
      }
    }

    @Override
    public void block(byte[] prefix, byte[] data) {
      parts.add(new Block(HexFormat.of().formatHex(prefix), HexFormat.of().formatHex(data)));
    }

    @Override
    public void presence(Cid cid, boolean have) {
      parts.add(new Presence(cid, have));
    }
  }

  @Test
  void readsAWantOfTheOriginal() throws IOException {
    // Message{wantlist{entries{block, priority 2147483647}, full}}: what go-bitswap 0.1.8 sends
    String entry = "0a22" + HASH + "10ffffffff07";
    assertThat(hear("0a2e" + "0a2a" + entry + "1001"))
        .containsExactly(
            List.of(new Want(HELLO, Integer.MAX_VALUE, false, Want.Type.BLOCK, false)), true);
  }

  @Test
  void readsACancelAndAHaveWant() throws IOException {
    String cancel = "0a26" + "0a22" + HASH + "1801";
    String have = "0a28" + "0a22" + HASH + "20012801";
    assertThat(hear("0a52" + cancel + have))
        .containsExactly(
            List.of(
                new Want(HELLO, 0, true, Want.Type.BLOCK, false),
                new Want(HELLO, 0, false, Want.Type.HAVE, true)),
            false);
  }

  @Test
  void readsBlocksOfEveryVersion() throws IOException {
    String data = HexFormat.of().formatHex(BLOCK);
    assertThat(hear("120e" + data + "1a16" + "0a0400701220" + "120e" + data))
        .containsExactly(new Heard.Block("00701220", data), new Heard.Block("00701220", data));
  }

  @Test
  void readsPresencesAndPassesOverPendingBytes() throws IOException {
    assertThat(hear("2224" + "0a22" + HASH + "2226" + "0a22" + HASH + "1001" + "2864"))
        .containsExactly(new Heard.Presence(HELLO, true), new Heard.Presence(HELLO, false));
  }

  @Test
  void writesWhatEachVersionUnderstands() {
    String want = "0a22" + HASH + "1005";
    assertThat(hex(full(Version.V1_2_0).want(Want.block(HELLO, 5))))
        .isEqualTo("0a2a" + "0a28" + want + "2801");
    assertThat(hex(full(Version.V1_1_0).want(Want.block(HELLO, 5))))
        .isEqualTo("0a28" + "0a26" + want);
    assertThat(full(Version.V1_1_0).want(Want.have(HELLO, 5)).isEmpty()).isTrue();
    assertThat(full(Version.V1_1_0).presence(HELLO, true).isEmpty()).isTrue();
    String data = HexFormat.of().formatHex(BLOCK);
    assertThat(hex(full(Version.V1_1_0).block(HELLO, BLOCK)))
        .isEqualTo("0a00" + "1a16" + "0a0400701220" + "120e" + data);
    assertThat(hex(full(Version.UNVERSIONED).block(HELLO, BLOCK)))
        .isEqualTo("0a00" + "120e" + data);
  }

  @Test
  void answersInTheSpellingOfTheCid() {
    Cid raw = Cid.v1(Cid.RAW, Multihash.sha256(BLOCK));
    assertThat(hex(full(Version.V1_2_0).block(raw, BLOCK))).contains("0a0401551220");
  }

  @Property(tries = 300)
  void readsBackWhatWasWritten(
      @ForAll("wants") List<Want> wants,
      @ForAll @Size(max = 5) List<@Size(max = 3000) byte[]> blocks)
      throws IOException {
    MessageWriter message = new MessageWriter(Version.V1_2_0).pendingBytes(7);
    List<Object> expected = new ArrayList<>();
    if (!wants.isEmpty()) {
      wants.forEach(message::want);
      expected.add(wants);
      expected.add(false);
    }
    for (byte[] block : blocks) {
      Cid cid = Cid.v1(Cid.RAW, Multihash.sha256(block));
      message.block(cid, block);
      expected.add(new Heard.Block("01551220", HexFormat.of().formatHex(block)));
    }
    for (Want want : wants) {
      message.presence(want.cid(), want.cancel());
      expected.add(new Heard.Presence(want.cid(), want.cancel()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out, MemoryBudget.FREE);
    assertThat(hear(out.toByteArray())).isEqualTo(expected);
  }

  @Provide
  Arbitrary<List<Want>> wants() {
    Arbitrary<Cid> cids =
        Arbitraries.longs()
            .map(seed -> Multihash.sha256(Long.toString(seed).getBytes()))
            .flatMap(hash -> Arbitraries.of(Cid.v0(hash), Cid.v1(Cid.RAW, hash)));
    return Combinators.combine(
            cids,
            Arbitraries.integers(),
            Arbitraries.of(true, false),
            Arbitraries.of(Want.Type.class),
            Arbitraries.of(true, false))
        .as(Want::new)
        .list()
        .ofMaxSize(20);
  }

  @Property(tries = 3000)
  void neverFailsButInOrder(@ForAll @Size(max = 300) byte[] rubbish) throws IOException {
    hearQuietly(rubbish);
  }

  @Property(tries = 1000)
  void survivesMutations(
      @ForAll("wants") List<Want> wants,
      @ForAll @Size(min = 1, max = 4) List<Integer> places,
      @ForAll @IntRange(min = 1, max = 255) int change)
      throws IOException {
    MessageWriter message = new MessageWriter(Version.V1_2_0).block(HELLO, BLOCK);
    wants.forEach(want -> message.want(want).presence(want.cid(), true));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out, MemoryBudget.FREE);
    byte[] bytes = out.toByteArray();
    places.forEach(place -> bytes[Math.floorMod(place, bytes.length)] ^= (byte) change);
    hearQuietly(bytes);
  }

  private static void hearQuietly(byte[] bytes) throws IOException {
    try {
      hear(bytes);
    } catch (MalformedFrameException | EOFException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void looksAtNoMoreWantsThanItMay() throws IOException {
    ProtobufWriter list = new ProtobufWriter();
    for (int i = 0; i < 10_000; i++) {
      list.message(1, new ProtobufWriter().bytes(1, HELLO.bytes()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ProtobufWriter().message(1, list).writeTo(out, () -> {});
    List<Object> heard = hear(out.toByteArray());
    assertThat((List<?>) heard.getFirst()).hasSize(LIMITS.maxWants());
  }

  @Test
  void passesOverBlocksAndCidsThatAreTooLong() throws IOException {
    ProtobufWriter longCid = new ProtobufWriter().bytes(1, new byte[129]);
    ProtobufWriter large =
        new ProtobufWriter().bytes(1, HELLO.prefix()).bytes(2, new byte[LIMITS.maxBlock() + 1]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ProtobufWriter()
        .message(1, new ProtobufWriter().message(1, longCid))
        .message(3, large)
        .bytes(2, new byte[LIMITS.maxBlock() + 1])
        .bytes(2, BLOCK)
        .writeTo(out, () -> {});
    assertThat(hear(out.toByteArray()))
        .containsExactly(new Heard.Block("00701220", HexFormat.of().formatHex(BLOCK)));
  }

  @Test
  void givesBackTheMemoryOfItsBlocks() throws IOException {
    MemoryBudget budget = new MemoryBudget(5000);
    MessageWriter message = new MessageWriter(Version.V1_1_0);
    for (int i = 0; i < 10; i++) {
      message.block(HELLO, new byte[4000]);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out, MemoryBudget.FREE);
    FrameReader frame = new FrameReader(new ByteArrayInputStream(out.toByteArray()));
    frame.nextFrame(MessageLimits.MAX_MESSAGE);
    try (MemoryBudget.Lease lease = budget.lease(() -> {})) {
      new MessageReader(frame, LIMITS, lease).read(new Heard(new ArrayList<>()));
      assertThat(budget.used()).isZero();
    }
  }

  private static MessageWriter full(Version version) {
    return new MessageWriter(version);
  }

  private static String hex(MessageWriter message) {
    return HexFormat.of().formatHex(message.toByteArray());
  }

  private static List<Object> hear(String hex) throws IOException {
    byte[] message = HexFormat.of().parseHex(hex);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // every vector here is shorter than 128 bytes
    out.write(message.length);
    out.write(message);
    return hear(out.toByteArray());
  }

  private static List<Object> hear(byte[] bytes) throws IOException {
    Heard heard = new Heard(new ArrayList<>());
    FrameReader frame = new FrameReader(new ByteArrayInputStream(bytes));
    while (frame.nextFrame(MessageLimits.MAX_MESSAGE)) {
      new MessageReader(frame, LIMITS, MemoryBudget.FREE).read(heard);
    }
    return heard.parts();
  }
}
