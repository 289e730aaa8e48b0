package cafe.libp2p.protobuf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the fields of one protobuf message. Call {@link #next} until it returns false, and
 * after each read the field's value or ignore it.
 */
public final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final byte[] message;
  private int position;
  private int field;
  private int wireType;
  private long varint;
  private int start;

  public ProtobufReader(byte[] message) {
    this.message = message;
  }

  /** Moves to the next field; false at the end of the message. */
  public boolean next() throws IOException {
    if (position == message.length) {
      return false;
    }
    long key = readVarint();
    field = (int) (key >>> 3);
    wireType = (int) (key & 7);
    if (field == 0 || key >>> 32 != 0) {
      throw new IOException("malformed protobuf: bad field number");
    }
    start = position;
    switch (wireType) {
      case VARINT -> varint = readVarint();
      case FIXED64 -> skip(8);
      case FIXED32 -> skip(4);
      case BYTES -> {
        long length = readVarint();
        start = position;
        skip(length);
      }
      default -> throw new IOException("malformed protobuf: bad wire type");
    }
    return true;
  }

  /** The number of the current field. */
  public int field() {
    return field;
  }

  /** The value of the current field, which must be a varint. */
  public long varint() throws IOException {
    require(VARINT);
    return varint;
  }

  /** A copy of the value of the current field, which must be length-delimited. */
  public byte[] bytes() throws IOException {
    require(BYTES);
    return Arrays.copyOfRange(message, start, position);
  }

  /** The value of the current field, which must be length-delimited, as UTF-8. */
  public String string() throws IOException {
    require(BYTES);
    return new String(message, start, position - start, StandardCharsets.UTF_8);
  }

  private void require(int type) throws IOException {
    if (wireType != type) {
      throw new IOException("malformed protobuf: field " + field + " has another type");
    }
  }

  private void skip(long bytes) throws IOException {
    if (bytes < 0 || bytes > message.length - position) {
      throw new IOException("malformed protobuf: truncated");
    }
    position += (int) bytes;
  }

  private long readVarint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == message.length) {
        throw new IOException("malformed protobuf: truncated");
      }
      byte b = message[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IOException("malformed protobuf: varint too long");
  }
}
