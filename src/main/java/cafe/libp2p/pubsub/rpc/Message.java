package cafe.libp2p.pubsub.rpc;

import cafe.ipld.FormatException;
import cafe.ipld.ProtoFields;
import cafe.kernel.PeerId;
import cafe.libp2p.frames.MalformedFrameException;
import cafe.libp2p.keys.IdentityKey;
import cafe.libp2p.keys.InvalidKeyException;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.protobuf.ProtobufWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One published message, in the bytes in which it travels. */
public final class Message {
  /** Most topics of one message; today's peers use one. */
  public static final int MAX_TOPICS = 8;

  /** Longest topic, in bytes of UTF-8. */
  public static final int MAX_TOPIC = 512;

  private static final byte[] SIGNATURE_PREFIX =
      "libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_SEQUENCE_NUMBER = 64;

  private static final int FROM = 1;
  private static final int DATA = 2;
  private static final int SEQUENCE_NUMBER = 3;
  private static final int TOPIC = 4;
  private static final int SIGNATURE = 5;
  private static final int KEY = 6;

  private final byte[] encoded;
  private final PeerId author;
  private final byte[] sequenceNumber;
  private final byte[] data;
  private final List<String> topics;
  private final byte @Nullable [] signature;
  private final byte @Nullable [] key;

  private Message(byte[] encoded, Fields fields) throws MalformedFrameException {
    this.encoded = encoded;
    try {
      this.author = PeerId.of(fields.from);
    } catch (FormatException e) {
      throw new MalformedFrameException("message without an author");
    }
    if (fields.sequenceNumber.length > MAX_SEQUENCE_NUMBER) {
      throw new MalformedFrameException("sequence number too long");
    }
    this.sequenceNumber = fields.sequenceNumber;
    this.data = fields.data;
    this.topics = List.copyOf(fields.topics);
    this.signature = fields.signature;
    this.key = fields.key;
  }

  /** Refuses a topic of more than {@link #MAX_TOPIC} bytes. */
  public static void requireTopic(String topic) {
    if (topic.getBytes(StandardCharsets.UTF_8).length > MAX_TOPIC) {
      throw new IllegalArgumentException("topic longer than " + MAX_TOPIC + " bytes");
    }
  }

  /** Makes and signs a message of our own. */
  public static Message sign(IdentityKey author, long sequenceNumber, String topic, byte[] data) {
    byte[] seqno = ByteBuffer.allocate(Long.BYTES).putLong(sequenceNumber).array();
    ProtobufWriter fields =
        new ProtobufWriter()
            .bytes(FROM, author.peerId().bytes())
            .bytes(DATA, data)
            .bytes(SEQUENCE_NUMBER, seqno)
            .string(TOPIC, topic);
    byte[] signature = author.sign(concatenate(SIGNATURE_PREFIX, fields.toByteArray()));
    fields.bytes(SIGNATURE, signature);
    if (author.peerId().inlinedPublicKey().isEmpty()) {
      fields.bytes(KEY, author.publicKey().encoded());
    }
    try {
      return parse(fields.toByteArray());
    } catch (MalformedFrameException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Reads a message, which says nothing yet about its signature.
   *
   * @throws MalformedFrameException if it is no message, or has no author, or too many topics
   */
  public static Message parse(byte[] encoded) throws MalformedFrameException {
    try {
      Fields fields = new Fields();
      ProtoFields in = new ProtoFields(ByteBuffer.wrap(encoded));
      while (in.next()) {
        fields.take(in.number(), copy(in.bytes()));
      }
      return new Message(encoded, fields);
    } catch (FormatException e) {
      throw new MalformedFrameException("malformed message");
    }
  }

  private static byte[] copy(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }

  /** The fields while they are being read. */
  private static final class Fields {
    private byte[] from = {};
    private byte[] data = {};
    private byte[] sequenceNumber = {};
    private final List<String> topics = new ArrayList<>(1);
    private byte @Nullable [] signature;
    private byte @Nullable [] key;

    private void take(int field, byte[] value) throws MalformedFrameException {
      switch (field) {
        case FROM -> from = value;
        case DATA -> data = value;
        case SEQUENCE_NUMBER -> sequenceNumber = value;
        case TOPIC -> {
          if (topics.size() == MAX_TOPICS || value.length > MAX_TOPIC) {
            throw new MalformedFrameException("too many topics, or one too long");
          }
          topics.add(new String(value, StandardCharsets.UTF_8));
        }
        case SIGNATURE -> signature = value;
        case KEY -> key = value;
        default -> {}
      }
    }
  }

  /** Whether it carries a signature, of whatever worth. */
  public boolean isSigned() {
    return signature != null;
  }

  /** Whether it carries a signature of its author. */
  public boolean verify() {
    byte[] claimed = signature;
    Optional<PublicKey> authorKey = authorKey();
    return claimed != null
        && authorKey.isPresent()
        && authorKey.get().verify(signedBytes(), claimed);
  }

  /** The author's key: from its peer id if inlined there, else as sent along. */
  private Optional<PublicKey> authorKey() {
    try {
      byte[] inlined = author.inlinedPublicKey().orElse(key);
      if (inlined == null) {
        return Optional.empty();
      }
      return Optional.of(PublicKey.decode(inlined)).filter(k -> k.peerId().equals(author));
    } catch (InvalidKeyException e) {
      return Optional.empty();
    }
  }

  /** The message as it came, without signature and key. */
  private byte[] signedBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length);
    out.writeBytes(SIGNATURE_PREFIX);
    ProtoFields in = new ProtoFields(ByteBuffer.wrap(encoded));
    while (in.next()) {
      if (in.number() != SIGNATURE && in.number() != KEY) {
        ByteBuffer field = in.spelled();
        out.write(encoded, field.arrayOffset(), field.remaining());
      }
    }
    return out.toByteArray();
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  public PeerId author() {
    return author;
  }

  /** What was published; shared, not to be changed. */
  public byte[] data() {
    return data;
  }

  public List<String> topics() {
    return topics;
  }

  public MessageId id() {
    return MessageId.of(author.bytes(), sequenceNumber);
  }

  /** The message as it travels; shared, not to be changed. */
  public byte[] encoded() {
    return encoded;
  }
}
