package cafe.wire;

import cafe.ipld.FormatException;
import cafe.ipld.ProtoFields;
import cafe.ipld.Varint;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * What the original says of a malformed protobuf message, in the words of the library that it was
 * built with (golang/protobuf 1.3.2). Asked only of what was refused here; empty where the original
 * would have taken it.
 */
final class OriginalProtobuf {
  /** A message, with its payload's outside. */
  static final Shape MESSAGE = new Shape("pb.Message", Map.of(2, new Shape("any.Any", Map.of())));

  /** An envelope, with what it holds. */
  static final Shape ENVELOPE = new Shape("pb.Envelope", Map.of(1, MESSAGE));

  private static final String CUT_OFF = "unexpected EOF";
  private static final int FIXED64 = 1;
  private static final int GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED32 = 5;
  private static final int MAX_VARINT = 10;

  private final ByteBuffer in;

  private OriginalProtobuf(ByteBuffer message) {
    this.in = message.slice();
  }

  /**
   * Which fields of a message are messages themselves.
   *
   * @param name as the original calls it
   * @param messages their shapes by the fields' numbers
   */
  record Shape(String name, Map<Integer, Shape> messages) {

    /** A message of which no field is looked into. */
    static Shape flat(String name) {
      return new Shape("pb." + name, Map.of());
    }
  }

  /** The words, if the original would refuse the message. */
  static Optional<String> of(ByteBuffer message, Shape shape) {
    try {
      return new OriginalProtobuf(message).walk(shape);
    } catch (FormatException e) {
      return Optional.of(CUT_OFF);
    }
  }

  private Optional<String> walk(Shape shape) {
    while (in.hasRemaining()) {
      long tag = varint();
      int wireType = (int) tag & 7;
      if (tag >>> 3 == 0) {
        return Optional.of(
            "proto: %s: illegal tag 0 (wire type %d)".formatted(shape.name(), wireType));
      }
      if (wireType == ProtoFields.BYTES) {
        ByteBuffer value = bytes();
        Shape inner = shape.messages().get((int) Math.min(tag >>> 3, Integer.MAX_VALUE));
        Optional<String> words = inner == null ? Optional.empty() : of(value, inner);
        if (words.isPresent()) {
          return words;
        }
      } else if (wireType == GROUP) {
        skipGroup();
      } else if (!skip(wireType)) {
        return Optional.of("proto: can't skip unknown wire type " + wireType);
      }
    }
    return Optional.empty();
  }

  /** False for a wire type that has no value to skip. */
  private boolean skip(int wireType) {
    switch (wireType) {
      case ProtoFields.VARINT -> varint();
      case ProtoFields.BYTES -> bytes();
      case FIXED64 -> take(Long.BYTES);
      case FIXED32 -> take(Integer.BYTES);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void skipGroup() {
    for (int depth = 1; depth > 0; ) {
      int wireType = (int) varint() & 7;
      if (wireType == GROUP) {
        depth++;
      } else if (wireType == END_GROUP) {
        depth--;
      } else if (!skip(wireType)) {
        throw new FormatException(CUT_OFF);
      }
    }
  }

  private ByteBuffer bytes() {
    long length = varint();
    return take(length < 0 ? Long.MAX_VALUE : length);
  }

  private ByteBuffer take(long length) {
    if (length > in.remaining()) {
      throw new FormatException(CUT_OFF);
    }
    ByteBuffer taken = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return taken;
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT && in.hasRemaining(); i++) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        if (i == Varint.MAX_LENGTH && next > 1) {
          break;
        }
        return value;
      }
    }
    throw new FormatException(CUT_OFF);
  }
}
