package cafe.ipld;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Unsigned LEB128 integers as used by multiformats, protobuf frames and libp2p.
 *
 * <p>Values are 0 to 2^63-1, at most nine bytes (<a
 * href="https://github.com/multiformats/unsigned-varint">unsigned-varint</a>). The plain readers
 * tolerate a needlessly long spelling, as Go's {@code binary.ReadUvarint} does; the {@code Minimal}
 * readers, for values that are part of a name, do not.
 */
public final class Varint {
  /** Longest encoding of a value, in bytes. */
  public static final int MAX_LENGTH = 9;

  private Varint() {}

  /** Number of bytes that {@link #put} writes for a value ≥ 0. */
  public static int size(long value) {
    return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }

  /** Writes a value ≥ 0 in its shortest form. */
  public static void put(ByteBuffer out, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("varint: negative");
    }
    long rest = value;
    while (rest >= 0x80) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /** The shortest form of a value ≥ 0. */
  public static byte[] encode(long value) {
    byte[] bytes = new byte[size(value)];
    put(ByteBuffer.wrap(bytes), value);
    return bytes;
  }

  /** Reads one value from a buffer; any spelling of up to nine bytes. */
  public static long get(ByteBuffer in) {
    return get(in, false);
  }

  /** Reads one value from a buffer and refuses any but its shortest spelling. */
  public static long getMinimal(ByteBuffer in) {
    return get(in, true);
  }

  private static long get(ByteBuffer in, boolean minimal) {
    try {
      long value = 0;
      for (int i = 0; i < MAX_LENGTH; i++) {
        byte next = in.get();
        value |= (long) (next & 0x7f) << (7 * i);
        if (next >= 0) {
          return checked(value, next, i, minimal);
        }
      }
      throw new FormatException("varint: too long");
    } catch (BufferUnderflowException e) {
      throw new FormatException("varint: cut off", e);
    }
  }

  /**
   * Reads one value from a stream, taking no byte beyond it.
   *
   * @param maxBytes longest spelling to accept, 1 to 9: three bytes cover 2 MiB, four 256 MiB
   * @return the value, or -1 if the stream had ended before the first byte
   * @throws EOFException if the stream ends inside the value
   * @throws FormatException if the value does not end within {@code maxBytes}
   */
  public static long read(InputStream in, int maxBytes) throws IOException {
    return read(in, maxBytes, false);
  }

  /** As {@link #read}, but refuses any spelling but the shortest. */
  public static long readMinimal(InputStream in, int maxBytes) throws IOException {
    return read(in, maxBytes, true);
  }

  private static long read(InputStream in, int maxBytes, boolean minimal) throws IOException {
    long value = 0;
    int limit = Math.min(maxBytes, MAX_LENGTH);
    for (int i = 0; i < limit; i++) {
      int next = in.read();
      if (next < 0) {
        if (i == 0) {
          return -1;
        }
        throw new EOFException("varint: cut off");
      }
      value |= (long) (next & 0x7f) << (7 * i);
      if (next < 0x80) {
        return checked(value, (byte) next, i, minimal);
      }
    }
    throw new FormatException("varint: too long");
  }

  private static long checked(long value, byte last, int index, boolean minimal) {
    if (minimal && last == 0 && index > 0) {
      throw new FormatException("varint: not minimal");
    }
    return value;
  }
}
