package cafe.ipld;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Walks over the fields of one protobuf message without building anything: for formats that are
 * stricter than protobuf, and to judge a message before it is parsed.
 *
 * <p>A cursor for one thread; values are views of the message. Anything malformed ends in a {@link
 * FormatException}.
 */
public final class ProtoFields {
  /** Wire type of integers. */
  public static final int VARINT = 0;

  /** Wire type of bytes, text, messages and packed lists. */
  public static final int BYTES = 2;

  private static final int FIXED64 = 1;
  private static final int FIXED32 = 5;
  // protobuf spells negative numbers in ten bytes
  private static final int MAX_VARINT = 10;
  private static final long MAX_TAG = 0xffff_ffffL;

  private final ByteBuffer in;
  private int number;
  private int wireType;
  private int start;
  private ByteBuffer value;

  /** A walk over the remaining bytes of a buffer, which is left as it is. */
  public ProtoFields(ByteBuffer message) {
    this.in = message.slice();
    this.value = in;
  }

  /** Number of fields of a message; refuses more than a maximum before it goes on. */
  public static int count(ByteBuffer message, int max) {
    ProtoFields fields = new ProtoFields(message);
    int count = 0;
    while (fields.next()) {
      if (++count > max) {
        throw new FormatException("protobuf: too many fields");
      }
    }
    return count;
  }

  /** Goes to the next field; false at the end. */
  public boolean next() {
    if (!in.hasRemaining()) {
      return false;
    }
    start = in.position();
    long tag = Varint.get(in);
    number = (int) (tag >>> 3);
    wireType = (int) tag & 7;
    if (number == 0 || tag > MAX_TAG) {
      throw new FormatException("protobuf: invalid tag");
    }
    int length = length();
    if (length > in.remaining()) {
      throw new FormatException("protobuf: cut off");
    }
    value = in.slice(in.position(), length);
    in.position(in.position() + length);
    return true;
  }

  private int length() {
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
  public int number() {
    return number;
  }

  /** Wire type of the current field. */
  public int wireType() {
    return wireType;
  }

  /** Raw value of the current field, without the length of a length-delimited one. */
  public ByteBuffer value() {
    return value;
  }

  /** The current field as it is spelled: tag, length if it has one, and value. */
  public ByteBuffer spelled() {
    return in.slice(start, in.position() - start);
  }

  /** The current field as bytes; refuses another wire type. */
  public ByteBuffer bytes() {
    require(BYTES);
    return value;
  }

  /** The current field as an integer ≥ 0; refuses another wire type. */
  public long varint() {
    require(VARINT);
    return Varint.get(value.duplicate());
  }

  /** The current field as text; refuses malformed UTF-8. */
  public String text() {
    require(BYTES);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(value.duplicate()).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException("protobuf: malformed text", e);
    }
  }

  private void require(int expected) {
    if (wireType != expected) {
      throw new FormatException("protobuf: field of another type");
    }
  }
}
