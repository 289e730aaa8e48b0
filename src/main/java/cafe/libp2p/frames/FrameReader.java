package cafe.libp2p.frames;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads frames ({@code uvarint length ‖ protobuf message}) from a stream, field by field.
 *
 * <p>{@link #nextFrame} begins a frame; within it {@link #nextField} walks over the fields. A value
 * that is not asked for is skipped without being kept. Nested messages are entered and left. Not
 * thread-safe.
 */
public final class FrameReader {
  private static final int BUFFER = 4096;
  private static final int FIRST_CHUNK = 16 * 1024;
  private static final int GROWTH = 4;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final InputStream in;
  private final Boundary boundary;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int filled;

  /** Bytes of the current frame not yet consumed, and how many of them follow this message. */
  private int remaining;

  private int after;
  private int field;
  private int wireType;
  private int length;
  private boolean pending;

  /** Told between two frames whether the second has begun. */
  private interface Boundary {
    void next(boolean begun);
  }

  /** Reads from a stream of which it may take more than the current frame. */
  public FrameReader(InputStream in) {
    this(in, begun -> {});
  }

  /** As {@link #FrameReader(InputStream)}, from a stream whose frames must come at some pace. */
  public FrameReader(PacedInput in) {
    this(in, in::next);
  }

  private FrameReader(InputStream in, Boundary boundary) {
    this.in = in;
    this.boundary = boundary;
  }

  /**
   * Waits for a frame and begins it.
   *
   * @param max longest frame to accept, in bytes
   * @return false if the stream ended between frames
   * @throws MalformedFrameException if the frame is longer; nothing of it has been buffered
   */
  public boolean nextFrame(int max) throws IOException {
    while (remaining > 0) {
      skipBytes(remaining);
    }
    pending = false;
    after = 0;
    boundary.next(position < filled);
    if (position == filled && !fill()) {
      return false;
    }
    remaining = Integer.MAX_VALUE;
    long size = readVarint();
    if (size < 0 || size > max) {
      remaining = 0;
      throw new MalformedFrameException("frame longer than " + max + " bytes");
    }
    remaining = (int) size;
    return true;
  }

  /** Moves to the next field of the current message; false at its end. */
  public boolean nextField() throws IOException {
    skip();
    if (remaining == after) {
      return false;
    }
    long key = readVarint();
    field = (int) (key >>> 3);
    wireType = (int) (key & 7);
    if (key >>> 32 != 0 || field == 0) {
      throw new MalformedFrameException("bad field number");
    }
    length =
        switch (wireType) {
          case VARINT -> 0;
          case FIXED64 -> Long.BYTES;
          case FIXED32 -> Integer.BYTES;
          case BYTES -> readLength();
          default -> throw new MalformedFrameException("bad wire type");
        };
    if (length > remaining - after) {
      throw new MalformedFrameException("field reaches beyond its message");
    }
    pending = true;
    return true;
  }

  /** The number of the current field. */
  public int field() {
    return field;
  }

  /** The value of the current field, which must be a varint. */
  public long varint() throws IOException {
    take(VARINT);
    return readVarint();
  }

  /** The value of the current field as a truth value. */
  public boolean bool() throws IOException {
    return varint() != 0;
  }

  /** Length in bytes of the current field, which must be length-delimited; it stays unread. */
  public int length() throws IOException {
    if (!pending || wireType != BYTES) {
      throw new MalformedFrameException("field has another type");
    }
    return length;
  }

  /**
   * The value of the current field.
   *
   * @param max longest value to accept
   * @param lease charged with the bytes as they arrive; the caller gives it back
   */
  public byte[] bytes(int max, MemoryBudget.Lease lease) throws IOException {
    int size = length();
    if (size > max) {
      throw new MalformedFrameException("value longer than " + max + " bytes");
    }
    take(BYTES);
    byte[] value = grow(new byte[0], size, lease);
    int have = 0;
    while (have < size) {
      if (have == value.length) {
        value = grow(value, size, lease);
      }
      int count = read(value, have, value.length - have);
      have += count;
      lease.progress(count);
    }
    return value;
  }

  /** As {@link #bytes(int, MemoryBudget.Lease)} for values too small to be worth a lease. */
  public byte[] bytes(int max) throws IOException {
    return bytes(Math.min(max, FIRST_CHUNK), MemoryBudget.FREE);
  }

  /**
   * Enters the nested message that is the current field's value.
   *
   * @return what {@link #leave} needs to come back
   */
  public int enter() throws IOException {
    int size = length();
    take(BYTES);
    int outer = after;
    after = remaining - size;
    return outer;
  }

  /** Leaves a nested message, skipping what was not read of it. */
  public void leave(int outer) throws IOException {
    pending = false;
    while (remaining > after) {
      skipBytes(remaining - after);
    }
    after = outer;
  }

  private void take(int type) throws MalformedFrameException {
    if (!pending || wireType != type) {
      throw new MalformedFrameException("field has another type");
    }
    pending = false;
  }

  private void skip() throws IOException {
    if (!pending) {
      return;
    }
    pending = false;
    if (wireType == VARINT) {
      readVarint();
      return;
    }
    int end = remaining - length;
    while (remaining > end) {
      skipBytes(remaining - end);
    }
  }

  private int readLength() throws IOException {
    long value = readVarint();
    if (value < 0 || value > remaining - after) {
      throw new MalformedFrameException("field reaches beyond its message");
    }
    return (int) value;
  }

  private long readVarint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedFrameException("varint too long");
  }

  private int readByte() throws IOException {
    if (remaining <= after) {
      throw new MalformedFrameException("message cut off");
    }
    if (position == filled && !fill()) {
      throw new EOFException("stream ended inside a frame");
    }
    remaining--;
    return buffer[position++] & 0xff;
  }

  /** Large reads go past the buffer, straight into the value. */
  private int read(byte[] to, int offset, int count) throws IOException {
    int taken;
    if (position < filled) {
      taken = Math.min(count, filled - position);
      System.arraycopy(buffer, position, to, offset, taken);
      position += taken;
    } else {
      taken = in.read(to, offset, count);
      if (taken < 0) {
        throw new EOFException("stream ended inside a frame");
      }
    }
    remaining -= taken;
    return taken;
  }

  private void skipBytes(int count) throws IOException {
    if (position == filled && !fill()) {
      throw new EOFException("stream ended inside a frame");
    }
    int taken = Math.min(count, filled - position);
    position += taken;
    remaining -= taken;
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, BUFFER);
    position = 0;
    filled = Math.max(count, 0);
    return count >= 0;
  }

  /** A length alone buys no memory: the array grows as bytes arrive, to its exact final size. */
  private static byte[] grow(byte[] value, int size, MemoryBudget.Lease lease) throws IOException {
    long wanted = value.length == 0 ? FIRST_CHUNK : (long) value.length * GROWTH;
    int next = (int) Math.min(size, wanted);
    lease.grow(next - value.length);
    return Arrays.copyOf(value, next);
  }
}
