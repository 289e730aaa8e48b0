package cafe.libp2p.pubsub.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.frames.FrameReader;
import cafe.libp2p.frames.MalformedFrameException;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.keys.IdentityKey;
import cafe.libp2p.keys.KeyType;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.protobuf.ProtobufWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
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

class RpcTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final IdentityKey KEY = new Ed25519IdentityKey(seed());

  /** The peer id of the seed 000102…1f, as the cafe protocol's vectors have it. */
  private static final String AUTHOR =
      "002408011220" + "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

  @Test
  void signsAsSpecified() {
    Message message = Message.sign(KEY, 0x0102030405060708L, "cafe", "hi".getBytes());
    String unsigned =
        "0a26" + AUTHOR + "1202" + "6869" + "1a08" + "0102030405060708" + "2204" + "63616665";
    String prefix = HEX.formatHex("libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII));
    String signature = HEX.formatHex(KEY.sign(HEX.parseHex(prefix + unsigned)));
    assertThat(HEX.formatHex(message.encoded())).isEqualTo(unsigned + "2a40" + signature);
    assertThat(message.verify()).isTrue();
    assertThat(message.id()).isEqualTo(MessageId.of(HEX.parseHex(AUTHOR + "0102030405060708")));
    assertThat(message.author())
        .hasToString("12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSB");
  }

  @Test
  void anyChangedByteSpoilsTheSignature() throws IOException {
    byte[] good = Message.sign(KEY, 1, "topic", new byte[] {1, 2, 3}).encoded();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      try {
        assertThat(Message.parse(bad).verify()).as("byte " + i).isFalse();
      } catch (MalformedFrameException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void aSignatureCoversFieldsWeDoNotKnow() throws IOException {
    byte[] fields =
        new ProtobufWriter()
            .bytes(1, KEY.peerId().bytes())
            .string(4, "t")
            .bytes(9, new byte[3])
            .toByteArray();
    byte[] prefix = "libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.write(prefix);
    signed.write(fields);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(fields);
    message.write(new ProtobufWriter().bytes(5, KEY.sign(signed.toByteArray())).toByteArray());
    assertThat(Message.parse(message.toByteArray()).verify()).isTrue();
  }

  @Test
  void anRsaAuthorSendsItsKeyAlong() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    PublicKey publicKey = PublicKey.of(KeyType.RSA, pair.getPublic().getEncoded());
    IdentityKey rsa =
        new IdentityKey() {
          @Override
          public PublicKey publicKey() {
            return publicKey;
          }

          @Override
          public byte[] sign(byte[] message) {
            try {
              Signature signer = Signature.getInstance("SHA256withRSA");
              signer.initSign(pair.getPrivate());
              signer.update(message);
              return signer.sign();
            } catch (java.security.GeneralSecurityException e) {
              throw new AssertionError(e);
            }
          }
        };
    Message message = Message.sign(rsa, 1, "t", new byte[0]);
    assertThat(message.verify()).isTrue();
    // the key of somebody else, with a signature that fits it, proves nothing
    byte[] forged =
        new ProtobufWriter()
            .bytes(1, KEY.peerId().bytes())
            .bytes(6, publicKey.encoded())
            .toByteArray();
    assertThat(Message.parse(forged).verify()).isFalse();
  }

  @Test
  void refusesMessagesWithoutAnAuthorOrWithManyTopics() {
    byte[] nobody = new ProtobufWriter().bytes(2, new byte[1]).toByteArray();
    assertThatThrownBy(() -> Message.parse(nobody)).isInstanceOf(MalformedFrameException.class);
    ProtobufWriter many = new ProtobufWriter().bytes(1, KEY.peerId().bytes());
    for (int i = 0; i <= Message.MAX_TOPICS; i++) {
      many.string(4, "t" + i);
    }
    assertThatThrownBy(() -> Message.parse(many.toByteArray()))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void writesTheFieldsOfTheSpecification() {
    MessageId id = MessageId.of(new byte[] {(byte) 0xff, 1});
    assertThat(hex(new Part.Subscription("ab", true))).isEqualTo("0a06" + "0801" + "12026162");
    assertThat(hex(new Part.IHave("ab", List.of(id)))).isEqualTo("1a0a0a080a0261621202ff01");
    assertThat(hex(new Part.IWant(List.of(id)))).isEqualTo("1a0612040a02ff01");
    assertThat(hex(new Part.Graft("ab"))).isEqualTo("1a061a040a026162");
    assertThat(hex(new Part.Prune("ab", 60))).isEqualTo("1a0822060a026162183c");
    assertThat(hex(new Part.Prune("ab", 0))).isEqualTo("1a0622040a026162");
  }

  @Property(tries = 100)
  void readsBackWhatWasWritten(@ForAll("parts") List<Part> parts) throws IOException {
    RpcWriter rpc = new RpcWriter();
    parts.forEach(rpc::add);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rpc.writeTo(out, MemoryBudget.FREE);
    List<Part> heard = hear(out.toByteArray());
    assertThat(heard.stream().map(RpcTest::brief))
        .containsExactlyInAnyOrderElementsOf(parts.stream().map(RpcTest::brief).toList());
    int estimate = parts.stream().mapToInt(Part::size).sum();
    assertThat(rpc.toByteArray().length).isLessThanOrEqualTo(estimate + 8);
  }

  @Provide
  Arbitrary<List<Part>> parts() {
    Arbitrary<String> topics = Arbitraries.strings().ofMaxLength(100);
    Arbitrary<MessageId> ids =
        Arbitraries.strings()
            .withCharRange((char) 0, (char) 255)
            .ofMaxLength(60)
            .map(MessageId::new);
    Arbitrary<Part> subscriptions =
        Combinators.combine(topics, Arbitraries.of(true, false)).as(Part.Subscription::new);
    Arbitrary<Part> ihaves =
        Combinators.combine(topics, ids.list().ofMaxSize(30)).as(Part.IHave::new);
    Arbitrary<Part> iwants = ids.list().ofMaxSize(30).map(Part.IWant::new);
    Arbitrary<Part> grafts = topics.map(Part.Graft::new);
    Arbitrary<Part> prunes =
        Combinators.combine(topics, Arbitraries.longs().greaterOrEqual(0)).as(Part.Prune::new);
    Arbitrary<Part> messages =
        Combinators.combine(
                Arbitraries.longs(),
                topics,
                Arbitraries.bytes().array(byte[].class).ofMaxSize(9000))
            .as((seqno, topic, data) -> new Part.Publish(Message.sign(KEY, seqno, topic, data)));
    return Arbitraries.oneOf(subscriptions, ihaves, iwants, grafts, prunes, messages)
        .list()
        .ofMaxSize(6);
  }

  @Property(tries = 3000)
  void neverFailsButInOrder(@ForAll @Size(max = 300) byte[] rubbish) throws IOException {
    hearQuietly(rubbish);
  }

  @Property(tries = 200)
  void survivesMutations(
      @ForAll("parts") List<Part> parts,
      @ForAll @Size(min = 1, max = 4) List<Integer> places,
      @ForAll @IntRange(min = 1, max = 255) int change)
      throws IOException {
    RpcWriter rpc = new RpcWriter();
    parts.forEach(rpc::add);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rpc.writeTo(out, MemoryBudget.FREE);
    byte[] bytes = out.toByteArray();
    places.forEach(place -> bytes[Math.floorMod(place, bytes.length)] ^= (byte) change);
    hearQuietly(bytes);
  }

  private static void hearQuietly(byte[] bytes) throws IOException {
    try {
      for (Part part : hear(bytes)) {
        if (part instanceof Part.Publish(Message message)) {
          assertThat(message.verify()).isIn(true, false);
        }
      }
    } catch (MalformedFrameException | EOFException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void looksAtNoMoreIdsAndPartsThanItMay() throws IOException {
    ProtobufWriter ids = new ProtobufWriter().string(1, "t");
    for (int i = 0; i < 20_000; i++) {
      ids.bytes(2, new byte[] {(byte) i, (byte) (i >> 8)});
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ProtobufWriter().message(3, new ProtobufWriter().message(1, ids)).writeTo(out, () -> {});
    assertThat(((Part.IHave) hear(out.toByteArray()).getFirst()).ids()).hasSize(RpcReader.MAX_IDS);

    ProtobufWriter subscriptions = new ProtobufWriter();
    for (int i = 0; i < 20_000; i++) {
      subscriptions.message(1, new ProtobufWriter().bool(1, true).string(2, "t" + i));
    }
    out.reset();
    subscriptions.writeTo(out, () -> {});
    assertThat(hear(out.toByteArray())).hasSize(2000);
  }

  @Test
  void passesOverTopicsAndIdsThatAreTooLong() throws IOException {
    String topic = "x".repeat(Message.MAX_TOPIC + 1);
    ProtobufWriter iwant = new ProtobufWriter().bytes(1, new byte[MessageId.MAX_BYTES + 1]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ProtobufWriter()
        .message(1, new ProtobufWriter().bool(1, true).string(2, topic))
        .message(3, new ProtobufWriter().message(2, iwant))
        .writeTo(out, () -> {});
    assertThat(hear(out.toByteArray())).containsExactly(new Part.IWant(List.of()));
  }

  private static Object brief(Part part) {
    return part instanceof Part.Publish(Message message) ? HEX.formatHex(message.encoded()) : part;
  }

  private static List<Part> hear(byte[] bytes) throws IOException {
    List<Part> parts = new ArrayList<>();
    FrameReader frame = new FrameReader(new ByteArrayInputStream(bytes));
    while (frame.nextFrame(RpcReader.MAX_RPC)) {
      new RpcReader(frame, MemoryBudget.FREE).read(parts::add);
    }
    return parts;
  }

  private static String hex(Part part) {
    return HEX.formatHex(new RpcWriter().add(part).toByteArray());
  }

  private static byte[] seed() {
    byte[] seed = new byte[32];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) i;
    }
    return seed;
  }
}
