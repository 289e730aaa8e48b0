package cafe.wire;

import cafe.ipld.FormatException;
import cafe.ipld.Varint;
import java.nio.ByteBuffer;

/**
 * Walks over the top-level fields of a serialised protobuf without building anything, so that a
 * message can be judged before it is parsed.
 */
final class RawFields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  // protobuf spells negative numbers in ten bytes
  private static final int MAX_VARINT = 10;

  private final ByteBuffer in;
  private int number;
  private ByteBuffer value = ByteBuffer.allocate(0);

  RawFields(ByteBuffer message) {
    this.in = message.slice();
  }

  /** Number of fields at the top level; refuses malformed bytes and more than a maximum. */
  static int count(ByteBuffer message, int max) {
    RawFields fields = new RawFields(message);
    int count = 0;
    while (fields.next()) {
      if (++count > max) {
        throw new FormatException("protobuf: too many fields");
      }
    }
    return count;
  }

  /** Goes to the next field; false at the end. */
  boolean next() {
    if (!in.hasRemaining()) {
      return false;
    }
    long tag = Varint.get(in);
    number = (int) (tag >>> 3);
    if (number == 0 || tag > 0xffff_ffffL) {
      throw new FormatException("protobuf: invalid tag");
    }
    int length = length((int) tag & 7);
    if (length > in.remaining()) {
      throw new FormatException("protobuf: cut off");
    }
    value = in.slice(in.position(), length);
    in.position(in.position() + length);
    return true;
  }

  private int length(int wireType) {
    return switch (wireType) {
      case VARINT -> varintLength();
      case FIXED64 -> Long.BYTES;
      case FIXED32 -> Integer.BYTES;
      case BYTES -> (int) Math.min(Varint.get(in), Integer.MAX_VALUE);
      default -> throw new FormatException("protobuf: invalid wire type");
    };
  }

  private int varintLength() {
    for (int i = 0; i < Math.min(MAX_VARINT, in.remaining()); i++) {
      if (in.get(in.position() + i) >= 0) {
        return i + 1;
      }
    }
    throw new FormatException("protobuf: invalid varint");
  }

  /** Number of the current field. */
  int number() {
    return number;
  }

  /** Raw value of the current field, without the length of a length-delimited one. */
  ByteBuffer value() {
    return value;
  }
}
