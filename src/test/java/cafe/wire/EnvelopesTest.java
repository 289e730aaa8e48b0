package cafe.wire;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.testkit.TestNode;
import cafe.testkit.Vectors;
import cafe.wire.pb.CafeChallenge;
import cafe.wire.pb.CafeDeleteMessagesAck;
import cafe.wire.pb.CafeMessages;
import cafe.wire.pb.CafeNonce;
import cafe.wire.pb.CafeObject;
import cafe.wire.pb.CafeObjectList;
import cafe.wire.pb.CafeStore;
import cafe.wire.pb.CafeStoreThread;
import cafe.wire.pb.Envelope;
import cafe.wire.pb.Message;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopesTest {
  private static final TestNode CLIENT = TestNode.CLIENT;
  private static final TestNode CAFE = TestNode.CAFE;

  static Stream<String[]> frames() {
    return Vectors.read("envelope_frames.txt").stream();
  }

  @ParameterizedTest
  @MethodSource("frames")
  void readsAndWritesTheFramesOfTheOriginal(String signer, String name, String frame)
      throws IOException {
    TestNode node = signer.equals("c") ? CLIENT : CAFE;
    byte[] bytes =
        Objects.requireNonNull(Frames.read(new ByteArrayInputStream(hex(frame)), Frames.MAX));
    Message message = Envelopes.verify(bytes, node.peerId());
    assertThat(message).isEqualTo(expected(name));
    byte[] written = Envelopes.sign(expected(name), node).toByteArray();
    assertThat(hex(Frames.frame(written))).isEqualTo(frame);
    PeerId other = (node.equals(CLIENT) ? CAFE : CLIENT).peerId();
    refused(Fault.ENVELOPE_UNSIGNED, () -> Envelopes.verify(bytes, other));
  }

  private static Message expected(String name) {
    Message request = Message.getDefaultInstance();
    Message ping = Message.newBuilder().setRequest(1234567).build();
    return switch (name) {
      case "challenge" ->
          Envelopes.request(
              Message.Type.CAFE_CHALLENGE,
              CafeChallenge.newBuilder()
                  .setAddress("P4WysQUVHg2GDMctx7Sf3DjLRAfRZqsZoCPr6aec7JgWpSRq")
                  .build());
      case "nonce" ->
          Envelopes.response(
              request,
              Message.Type.CAFE_NONCE,
              CafeNonce.newBuilder().setValue("1WoPFSj3Nf2aFsKwy8p8hbVgo7W").build());
      case "ping" -> ping;
      case "pong" -> Envelopes.pong(ping);
      case "error" -> Envelopes.error(request, new CafeException(Fault.FORBIDDEN, "no"));
      case "object-list" ->
          Envelopes.response(
              request, Message.Type.CAFE_OBJECT_LIST, CafeObjectList.getDefaultInstance());
      case "messages" ->
          Envelopes.response(
              request, Message.Type.CAFE_MESSAGES, CafeMessages.getDefaultInstance());
      case "delete-messages-ack" ->
          Envelopes.response(
              request,
              Message.Type.CAFE_DELETE_MESSAGES_ACK,
              CafeDeleteMessagesAck.newBuilder().setMore(true).build());
      case "you-have-mail" -> Envelopes.request(Message.Type.CAFE_YOU_HAVE_MAIL, null);
      default -> throw new AssertionError(name);
    };
  }

  @Test
  void theSignatureIsCheckedOverTheBytesAsReceived() {
    // field 4 before field 3 and an unknown field: not how we would write it
    byte[] raw = hex("2001" + "1807" + "a00605");
    byte[] signature = CLIENT.sign(raw);
    Envelope envelope =
        Envelope.newBuilder()
            .setMessage(Message.getDefaultInstance())
            .setSig(ByteString.copyFrom(signature))
            .build();
    byte[] bytes = envelope.toByteArray();
    byte[] received = new byte[bytes.length + raw.length];
    received[0] = bytes[0];
    received[1] = (byte) raw.length;
    System.arraycopy(raw, 0, received, 2, raw.length);
    System.arraycopy(bytes, 2, received, 2 + raw.length, bytes.length - 2);
    assertThat(Envelopes.verify(received, CLIENT.peerId()).getRequest()).isEqualTo(7);
  }

  @Test
  void forgedAndUnsignedEnvelopesAreRefused() {
    Message message = Envelopes.request(Message.Type.CAFE_YOU_HAVE_MAIL, null);
    byte[] good = Envelopes.sign(message, CLIENT).toByteArray();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      assertThatThrownBy(() -> Envelopes.verify(bad, CLIENT.peerId()))
          .isInstanceOf(CafeException.class);
    }
    byte[] unsigned = Envelope.newBuilder().setMessage(message).build().toByteArray();
    refused(Fault.ENVELOPE_UNSIGNED, () -> Envelopes.verify(unsigned, CLIENT.peerId()));
    assertThat(Envelopes.open(unsigned)).isEqualTo(message);
    PeerId rsa = PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");
    refused(Fault.ENVELOPE_UNSIGNED, () -> Envelopes.verify(good, rsa));
  }

  @Test
  void malformedEnvelopesAreRefused() {
    for (String bad :
        new String[] {
          "",
          "00",
          "0a",
          "0a05",
          "0aff",
          "0affffffff0f",
          "12",
          "1203aabbcc",
          "0a000a00",
          "0a0107",
          "0a020800" + "0a020800",
          "0a0212ff",
          "0a04120a0aff",
          "ffffffffffffffffffff"
        }) {
      refused(Fault.ENVELOPE_INVALID, () -> Envelopes.open(hex(bad)));
    }
  }

  @Test
  void messagesOfManyTinyFieldsAreRefusedBeforeTheyArePresentInMemory() {
    ByteArrayOutputStream cids = new ByteArrayOutputStream();
    for (int i = 0; i < 200_000; i++) {
      cids.write(0x12);
      cids.write(0);
    }
    refused(Fault.TOO_LARGE, () -> Envelopes.open(any(Message.Type.CAFE_STORE, "CafeStore", cids)));
    refused(
        Fault.ENVELOPE_INVALID,
        () -> Envelopes.open(any(Message.Type.CAFE_OBJECT, "CafeObject", cids)));
    byte[] manyFields = new byte[100_000];
    Arrays.fill(manyFields, (byte) 0x20);
    refused(
        Fault.ENVELOPE_INVALID,
        () ->
            Envelopes.open(
                Envelope.newBuilder()
                    .setMessage(Message.getDefaultInstance())
                    .build()
                    .toByteString()
                    .concat(ByteString.copyFrom(manyFields))
                    .toByteArray()));
    refused(Fault.TOO_LARGE, () -> Envelopes.open(new byte[Frames.MAX_REQUEST + 1]));
  }

  /** The original's clients send a file in one message, whatever its size. */
  @Test
  void onlyAnObjectMayBeLongerThanTheOriginalReads() {
    ByteString bytes = ByteString.copyFrom(new byte[Frames.MAX]);
    Message object =
        Envelopes.request(Message.Type.CAFE_OBJECT, CafeObject.newBuilder().setData(bytes).build());
    assertThat(Envelopes.open(unsigned(object))).isEqualTo(object);
    Message snapshot =
        Envelopes.request(
            Message.Type.CAFE_STORE_THREAD,
            CafeStoreThread.newBuilder().setCiphertext(bytes).build());
    refused(Fault.TOO_LARGE, () -> Envelopes.open(unsigned(snapshot)));
  }

  private static byte[] unsigned(Message message) {
    return Envelope.newBuilder().setMessage(message).build().toByteArray();
  }

  private static byte[] any(Message.Type type, String name, ByteArrayOutputStream value) {
    Any any =
        Any.newBuilder()
            .setTypeUrl("type.googleapis.com/" + name)
            .setValue(ByteString.copyFrom(value.toByteArray()))
            .build();
    Message message = Message.newBuilder().setType(type).setPayload(any).build();
    return Envelope.newBuilder().setMessage(message).build().toByteArray();
  }

  @Test
  void anObjectMayBeLarge() {
    CafeObject object =
        CafeObject.newBuilder().setData(ByteString.copyFrom(new byte[3_000_000])).build();
    Message message = Envelopes.request(Message.Type.CAFE_OBJECT, object);
    Message read = Envelopes.verify(Envelopes.sign(message, CLIENT).toByteArray(), CLIENT.peerId());
    assertThat(Payloads.unpack(read.getPayload(), CafeObject.getDefaultInstance()))
        .isEqualTo(object);
  }

  @Property
  void anyBytesEitherOpenOrAreRefused(@ForAll byte[] bytes) {
    try {
      assertThat(Envelopes.open(bytes)).isNotNull();
    } catch (CafeException e) {
      assertThat(e.fault()).isEqualTo(Fault.ENVELOPE_INVALID);
    }
  }

  @Test
  void onlyTheNameBehindTheLastSlashOfATypeCounts() {
    CafeStore store = CafeStore.newBuilder().addCids("x").build();
    for (String url : new String[] {"type.googleapis.com/CafeStore", "/CafeStore", "a/b/CafeStore"})
      assertThat(Payloads.unpack(typed(url, store), CafeStore.getDefaultInstance()))
          .isEqualTo(store);
    for (String url :
        new String[] {"", "CafeStore", "/", "/CafeStor", "/x.CafeStore", "CafeStore/"})
      refused(
          Fault.ENVELOPE_INVALID,
          () -> Payloads.unpack(typed(url, store), CafeStore.getDefaultInstance()));
    assertThat(Payloads.packBare(store).getTypeUrl()).isEqualTo("/CafeStore");
    assertThat(Payloads.is(Payloads.packBare(store), CafeStore.getDefaultInstance())).isTrue();
    refused(
        Fault.ENVELOPE_INVALID,
        () -> Payloads.unpack(Any.getDefaultInstance(), CafeStore.getDefaultInstance()));
  }

  private static Any typed(String url, MessageLite value) {
    return Any.newBuilder().setTypeUrl(url).setValue(value.toByteString()).build();
  }

  @Test
  void framesAreBoundedBeforeTheyAreRead() throws IOException {
    assertThat(Frames.read(new ByteArrayInputStream(new byte[0]), 10)).isNull();
    assertThat(Frames.read(new ByteArrayInputStream(hex("03010203ff")), 10))
        .containsExactly(1, 2, 3);
    assertThatThrownBy(() -> Frames.read(new ByteArrayInputStream(hex("0301")), 10))
        .isInstanceOf(EOFException.class);
    refused(Fault.TOO_LARGE, () -> Frames.read(new ByteArrayInputStream(hex("0b")), 10));
    refused(Fault.TOO_LARGE, () -> Frames.frame(new byte[Frames.MAX + 1]));
  }

  /** What a peer holds is what it has sent, and one piece more. */
  @Test
  void aLongMessageIsReservedPieceByPiece() throws IOException {
    byte[] sent = new byte[1 << 20];
    new Random(1).nextBytes(sent);
    InputStream in = new ByteArrayInputStream(Frames.frame(sent));
    AtomicInteger reserved = new AtomicInteger();
    byte[] message =
        Frames.read(
            in,
            sent.length,
            bytes -> {
              int came = sent.length - in.available();
              assertThat(reserved.addAndGet(bytes) - came).isLessThanOrEqualTo(64 * 1024);
            });
    assertThat(message).isEqualTo(sent);
    assertThat(reserved).hasValue(sent.length);
  }

  private static void refused(Fault fault, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(CafeException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }
}
