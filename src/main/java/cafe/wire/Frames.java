package cafe.wire;

import cafe.ipld.Varint;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages on a stream: the length as a varint, then the bytes. */
public final class Frames {
  /** Longest message in bytes that is sent; the original can read no longer one. */
  public static final int MAX = 4 * 1024 * 1024;

  /**
   * Longest request in bytes that is read: an object of 16 MiB, its encryption, its token and the
   * envelope. The original's clients send an object whole, however long; its cafes read {@link
   * #MAX} only, so that they never got such files.
   */
  public static final int MAX_REQUEST = 16 * 1024 * 1024 + 16 * 1024;

  // four bytes reach 256 MiB
  private static final int MAX_LENGTH_BYTES = 4;

  private static final int PIECE = 64 * 1024;

  private Frames() {}

  /** A message with its length before it. */
  public static byte[] frame(byte[] message) {
    if (message.length > MAX) {
      throw new CafeException(Fault.TOO_LARGE, "a message has at most 4 MiB");
    }
    ByteBuffer out = ByteBuffer.allocate(Varint.size(message.length) + message.length);
    Varint.put(out, message.length);
    out.put(message);
    return out.array();
  }

  /** Told of bytes that are about to be buffered; may wait, or refuse by an exception. */
  @FunctionalInterface
  public interface Reservation {
    /** So many more bytes will be held. */
    void grow(int bytes) throws IOException;
  }

  /** As {@link #read(InputStream, int, Reservation)}, without a reservation. */
  public static byte @Nullable [] read(InputStream in, int max) throws IOException {
    return read(in, max, bytes -> {});
  }

  /**
   * Reads one message.
   *
   * @param max longest message to accept, checked before anything is buffered
   * @param memory asked before the message is buffered, piece by piece as it arrives
   * @return the message, or null if the stream ended before it
   * @throws EOFException if the stream ends inside the message
   * @throws CafeException {@link Fault#TOO_LARGE}: the stream is then of no more use
   */
  public static byte @Nullable [] read(InputStream in, int max, Reservation memory)
      throws IOException {
    long length = Varint.read(in, MAX_LENGTH_BYTES);
    if (length < 0) {
      return null;
    }
    if (length > max) {
      throw new CafeException(Fault.TOO_LARGE, "the message is too long");
    }
    // A peer that announces much and sends little holds little.
    List<byte[]> pieces = new ArrayList<>();
    int left = (int) length;
    while (left > 0) {
      int size = Math.min(left, PIECE);
      memory.grow(size);
      byte[] piece = new byte[size];
      if (in.readNBytes(piece, 0, size) < size) {
        throw new EOFException("frame: cut off");
      }
      pieces.add(piece);
      left -= size;
    }
    ByteBuffer message = ByteBuffer.allocate((int) length);
    pieces.forEach(message::put);
    return message.array();
  }
}
