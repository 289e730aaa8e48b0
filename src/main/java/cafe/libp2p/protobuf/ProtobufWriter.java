package cafe.libp2p.protobuf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the fields of one protobuf message in the order of the calls; writes it as a frame, if
 * it is one.
 *
 * <p>Large values are kept by reference and must not change before the frame is written. Not
 * thread-safe.
 */
public final class ProtobufWriter {
  /** Values up to this size are copied: a reference and an own write would cost more. */
  private static final int COPY = 4096;

  /** Largest piece given to the stream at once, so that progress shows. */
  private static final int SLICE = 64 * 1024;

  private final List<byte[]> done = new ArrayList<>();
  private byte[] tail = new byte[64];
  private int tailSize;
  private int size;

  /** Adds a varint; negative values take ten bytes, as protobuf's int32 and int64 do. */
  public ProtobufWriter varint(int field, long value) {
    putVarint((long) field << 3);
    putVarint(value);
    return this;
  }

  /** Adds a truth value. */
  public ProtobufWriter bool(int field, boolean value) {
    return varint(field, value ? 1 : 0);
  }

  /** Adds bytes. */
  public ProtobufWriter bytes(int field, byte[] value) {
    putVarint((long) field << 3 | 2);
    putVarint(value.length);
    put(value, value.length);
    return this;
  }

  /** Adds text as UTF-8. */
  public ProtobufWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a nested message, which must not be written to any more. */
  public ProtobufWriter message(int field, ProtobufWriter nested) {
    putVarint((long) field << 3 | 2);
    putVarint(nested.size);
    return append(nested);
  }

  /** Adds the fields of another writer, which must not be written to any more. */
  public ProtobufWriter append(ProtobufWriter other) {
    other.done.forEach(piece -> put(piece, piece.length));
    put(other.tail, other.tailSize);
    return this;
  }

  /** Length of the message in bytes. */
  public int size() {
    return size;
  }

  /** The message without its length. */
  public byte[] toByteArray() {
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] piece : done) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    System.arraycopy(tail, 0, all, at, tailSize);
    return all;
  }

  /**
   * Writes length and message in pieces of up to 64 KiB.
   *
   * @param progress told after every piece
   */
  public void writeTo(OutputStream out, Runnable progress) throws IOException {
    ProtobufWriter prefix = new ProtobufWriter();
    prefix.putVarint(size);
    byte[] small = Arrays.copyOf(prefix.tail, prefix.tailSize);
    for (byte[] piece : done) {
      if (piece.length > COPY) {
        write(out, small, progress);
        write(out, piece, progress);
        small = new byte[0];
      } else {
        small = concatenate(small, piece, piece.length);
      }
    }
    write(out, concatenate(small, tail, tailSize), progress);
  }

  private static void write(OutputStream out, byte[] bytes, Runnable progress) throws IOException {
    for (int at = 0; at < bytes.length; at += SLICE) {
      out.write(bytes, at, Math.min(SLICE, bytes.length - at));
      progress.run();
    }
  }

  private static byte[] concatenate(byte[] first, byte[] second, int length) {
    byte[] both = Arrays.copyOf(first, first.length + length);
    System.arraycopy(second, 0, both, first.length, length);
    return both;
  }

  private void put(byte[] bytes, int length) {
    size = Math.addExact(size, length);
    if (length > COPY) {
      if (tailSize > 0) {
        done.add(Arrays.copyOf(tail, tailSize));
        tailSize = 0;
      }
      done.add(bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
      return;
    }
    ensure(length);
    System.arraycopy(bytes, 0, tail, tailSize, length);
    tailSize += length;
  }

  private void putVarint(long value) {
    ensure(10);
    int start = tailSize;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      tail[tailSize++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    tail[tailSize++] = (byte) rest;
    size = Math.addExact(size, tailSize - start);
  }

  private void ensure(int more) {
    if (tail.length - tailSize < more) {
      tail = Arrays.copyOf(tail, Math.max(tail.length * 2, tailSize + more));
    }
  }
}
