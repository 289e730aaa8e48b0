package cafe.gateway.dag;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Where a file's bytes lie in a block that is laid out as every importer does it: a node of nothing
 * but data, in it the kind, the bytes and their number ({@code 0a … 08 02 12 n <bytes> 18 n}).
 * Other layouts are left to the decoder.
 *
 * @param start offset of the bytes in the block
 * @param size number of bytes
 */
record LeafHeader(long start, long size) {
  private static final int MAX_LENGTH = 16;
  private static final byte NODE_DATA = 0x0a;
  private static final byte KIND = 0x08;
  private static final byte KIND_FILE = 2;
  private static final byte KIND_RAW = 0;
  private static final byte BYTES = 0x12;

  /** Reads the header of a block in a file; null if it is laid out otherwise. */
  static @Nullable LeafHeader read(long codec, FileChannel file) throws IOException {
    long length = file.size();
    if (codec == Cid.RAW) {
      return new LeafHeader(0, length);
    }
    if (codec != Cid.DAG_PB) {
      return null;
    }
    ByteBuffer head = ByteBuffer.allocate(MAX_LENGTH);
    int n = 0;
    while (head.hasRemaining() && n >= 0) {
      n = file.read(head, head.position());
    }
    return parse(head.flip(), length);
  }

  private static @Nullable LeafHeader parse(ByteBuffer head, long length) {
    try {
      if (head.remaining() < MAX_LENGTH || head.get() != NODE_DATA) {
        return null;
      }
      long unixfs = Varint.get(head);
      long end = head.position() + unixfs;
      byte kindField = head.get();
      byte kind = head.get();
      byte bytes = head.get();
      long size = Varint.get(head);
      long trailer = 1L + Varint.size(size);
      boolean known = kindField == KIND && (kind == KIND_FILE || kind == KIND_RAW);
      boolean fits = end == length && head.position() + size + trailer == length;
      return known && bytes == BYTES && fits ? new LeafHeader(head.position(), size) : null;
    } catch (FormatException e) {
      return null;
    }
  }
}
