package cafe.libp2p.mux.mplex;

import cafe.ipld.Varint;
import java.nio.ByteBuffer;

/**
 * The header of an mplex frame. The flags for a stream's two directions differ by one: even when
 * the sender opened the stream.
 *
 * @param stream the stream's id, given by the side that opened it
 * @param flag one of the constants here, or one less
 * @param length bytes of payload
 */
record MplexFrame(long stream, int flag, int length) {
  static final int NEW_STREAM = 0;
  static final int MESSAGE = 2;
  static final int CLOSE = 4;
  static final int RESET = 6;

  static final int MAX_MESSAGE = 1 << 20;

  /** Stream ids have 60 bits. */
  static final long MAX_STREAM = (1L << 60) - 1;

  static byte[] encode(long stream, int flag, int length) {
    long tag = stream << 3 | flag;
    ByteBuffer header = ByteBuffer.allocate(Varint.size(tag) + Varint.size(length));
    Varint.put(header, tag);
    Varint.put(header, length);
    return header.array();
  }

  /** True if the sender opened the stream. */
  boolean fromOpener() {
    return flag % 2 == 0;
  }

  /** The flag as the stream's opener would have sent it. */
  int kind() {
    return flag + flag % 2;
  }
}
