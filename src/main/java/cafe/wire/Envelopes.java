package cafe.wire;

import cafe.crypto.Ed25519PublicKey;
import cafe.ipld.FormatException;
import cafe.ipld.ProtoFields;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PeerId;
import cafe.wire.pb.Envelope;
import cafe.wire.pb.Error;
import cafe.wire.pb.Message;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes, signs, checks and opens envelopes.
 *
 * <p>The signature is by the sender's node key over the serialised message. The key is read from
 * the peer id, so that only Ed25519 peers can sign.
 */
public final class Envelopes {
  /** The cafe protocol: its streams, its pubsub topic, and the audience of its tokens. */
  public static final String PROTOCOL = "/textile/cafe/1.0.0";

  /** Longest message of a type with many fields, in bytes. */
  public static final int MAX_ORDINARY = 256 * 1024;

  /** Longest list of query results, in bytes: pubsub takes no more. */
  public static final int MAX_RESULTS = 1024 * 1024;

  private static final int MESSAGE = 1;
  private static final int SIGNATURE = 2;
  private static final ByteString ANY_SIGNATURE = ByteString.copyFrom(new byte[64]);
  private static final int MAX_ENVELOPE_FIELDS = 8;
  private static final int MAX_FIELDS = 32;

  private Envelopes() {}

  /** A request, or a message that expects no answer. */
  public static Message request(Message.Type type, @Nullable MessageLite payload) {
    Message.Builder message = Message.newBuilder().setType(type);
    if (payload != null) {
      message.setPayload(Payloads.pack(payload));
    }
    return message.build();
  }

  /** The answer to a request. */
  public static Message response(Message request, Message.Type type, MessageLite payload) {
    return answer(request, type).setPayload(Payloads.pack(payload)).build();
  }

  /** The answer to a ping: the only one without a payload. */
  public static Message pong(Message ping) {
    return answer(ping, Message.Type.PONG).build();
  }

  /** The answer to a request that failed: the fault's code and the original's text. */
  public static Message error(Message request, CafeException failure) {
    Error error =
        Error.newBuilder()
            .setCode(failure.fault().wireCode())
            .setMessage(failure.wireText())
            .build();
    return response(request, Message.Type.ERROR, error);
  }

  private static Message.Builder answer(Message request, Message.Type type) {
    return Message.newBuilder().setType(type).setRequest(request.getRequest()).setResponse(true);
  }

  /** Signs a message by the node's key. */
  public static Envelope sign(Message message, NodeIdentity node) {
    byte[] signature = node.sign(message.toByteArray());
    return Envelope.newBuilder().setMessage(message).setSig(ByteString.copyFrom(signature)).build();
  }

  /** Bytes of the envelope that {@link #sign} makes of a message. */
  public static int signedSize(Message message) {
    return Envelope.newBuilder()
        .setMessage(message)
        .setSig(ANY_SIGNATURE)
        .build()
        .getSerializedSize();
  }

  /**
   * Checks the author's signature and opens an envelope.
   *
   * @param author the connection's remote peer, or the signed author of a pubsub message
   * @throws CafeException {@link Fault#ENVELOPE_INVALID} if it is malformed, {@link
   *     Fault#ENVELOPE_UNSIGNED} if the author did not sign it, {@link Fault#TOO_LARGE}
   */
  public static Message verify(byte[] envelope, PeerId author) {
    Raw raw = raw(envelope);
    byte[] key = author.ed25519PublicKey().orElseThrow(() -> keyless(author));
    if (!signed(raw, Ed25519PublicKey.of(key))) {
      throw new CafeException(Fault.ENVELOPE_UNSIGNED, "the peer did not sign this envelope");
    }
    return parse(raw.message);
  }

  /**
   * Opens an envelope without checking its signature: for answers and searches over HTTP, which the
   * original does not check either, and for envelopes whose author is not known yet.
   *
   * @throws CafeException {@link Fault#ENVELOPE_INVALID} or {@link Fault#TOO_LARGE}
   */
  public static Message open(byte[] envelope) {
    return parse(raw(envelope).message);
  }

  /**
   * Type and number of an envelope's message, nothing of which is verified: how to answer one whose
   * rest is malformed.
   *
   * @return empty for an envelope without a message
   * @throws CafeException {@link Fault#ENVELOPE_INVALID} if not even they can be read
   */
  public static Optional<Message> outline(byte[] envelope) {
    try {
      ProtoFields outer = new ProtoFields(ByteBuffer.wrap(envelope));
      while (outer.next()) {
        if (outer.number() == MESSAGE) {
          return Optional.of(outline(new ProtoFields(outer.bytes())));
        }
      }
      return Optional.empty();
    } catch (FormatException e) {
      throw new CafeException(Fault.ENVELOPE_INVALID, "the envelope is malformed", e);
    }
  }

  private static Message outline(ProtoFields fields) {
    Message.Builder message = Message.newBuilder();
    while (fields.next()) {
      if (fields.number() == Message.TYPE_FIELD_NUMBER) {
        message.setTypeValue((int) fields.varint());
      } else if (fields.number() == Message.REQUEST_FIELD_NUMBER) {
        message.setRequest((int) fields.varint());
      }
    }
    return message.build();
  }

  private static CafeException keyless(PeerId author) {
    String detail = "not an Ed25519 peer";
    return author.inlinedPublicKey().isPresent()
        ? new CafeException(Fault.ENVELOPE_UNSIGNED, detail)
        : CafeException.withWireText(
            Fault.ENVELOPE_UNSIGNED, detail, "public key is not embedded in peer ID");
  }

  private static boolean signed(Raw raw, Ed25519PublicKey key) {
    byte[] signature = new byte[raw.signature.remaining()];
    raw.signature.duplicate().get(signature);
    ByteBuffer message = raw.message;
    int offset = message.arrayOffset() + message.position();
    return key.verify(message.array(), offset, message.remaining(), signature);
  }

  private static Raw raw(byte[] envelope) {
    if (envelope.length > Frames.MAX_REQUEST) {
      throw new CafeException(Fault.TOO_LARGE, "an envelope has at most 16 MiB and 16 KiB");
    }
    try {
      ProtoFields.count(ByteBuffer.wrap(envelope), MAX_ENVELOPE_FIELDS);
      return Raw.of(new ProtoFields(ByteBuffer.wrap(envelope)));
    } catch (FormatException e) {
      throw CafeException.inWords(
          Fault.ENVELOPE_INVALID,
          "the envelope is malformed",
          OriginalProtobuf.of(ByteBuffer.wrap(envelope), OriginalProtobuf.ENVELOPE),
          e);
    }
  }

  private static Message parse(ByteBuffer raw) {
    try {
      ProtoFields.count(raw, MAX_FIELDS);
      Message message = Message.parseFrom(checkPayload(raw));
      checkSize(message);
      return message;
    } catch (FormatException | InvalidProtocolBufferException e) {
      throw CafeException.inWords(
          Fault.ENVELOPE_INVALID,
          "the message is malformed",
          OriginalProtobuf.of(raw, OriginalProtobuf.MESSAGE),
          e);
    }
  }

  /** Judges the payload's own fields before they are parsed. */
  private static ByteBuffer checkPayload(ByteBuffer raw) {
    ProtoFields fields = new ProtoFields(raw);
    while (fields.next()) {
      if (fields.number() == Message.PAYLOAD_FIELD_NUMBER) {
        ProtoFields.count(fields.value(), MAX_FIELDS);
      }
    }
    return raw.duplicate();
  }

  private static void checkSize(Message message) {
    ByteString payload = message.getPayload().getValue();
    switch (message.getType()) {
      case CAFE_OBJECT -> ProtoFields.count(payload.asReadOnlyByteBuffer(), MAX_FIELDS);
      case CAFE_STORE_THREAD, CAFE_DELIVER_MESSAGE, THREAD_ENVELOPE -> {
        limit(payload, Frames.MAX);
        ProtoFields.count(payload.asReadOnlyByteBuffer(), MAX_FIELDS);
      }
      case CAFE_QUERY_RES, CAFE_PUBSUB_QUERY_RES -> limit(payload, MAX_RESULTS);
      default -> limit(payload, MAX_ORDINARY);
    }
  }

  private static void limit(ByteString payload, int max) {
    if (payload.size() > max) {
      throw new CafeException(Fault.TOO_LARGE, "the message is too large for its type");
    }
  }

  /** An envelope's two fields as they were received. */
  private record Raw(ByteBuffer message, ByteBuffer signature) {
    static Raw of(ProtoFields fields) {
      ByteBuffer message = null;
      ByteBuffer signature = ByteBuffer.allocate(0);
      while (fields.next()) {
        if (fields.number() == MESSAGE) {
          if (message != null) {
            throw new FormatException("envelope: two messages");
          }
          message = fields.value();
        } else if (fields.number() == SIGNATURE) {
          signature = fields.value();
        }
      }
      if (message == null) {
        throw new FormatException("envelope: no message");
      }
      return new Raw(message, signature);
    }
  }
}
