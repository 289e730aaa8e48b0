package cafe.gateway.dag;

import cafe.ipld.Cid;
import cafe.ipld.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Finds a file's bytes in a block that is laid out as every importer does it: a node of nothing but
 * data, in it the kind, the bytes and their number ({@code 0a … 08 02 12 n <bytes> 18 n}). Other
 * layouts are left to the decoder.
 */
final class LeafHeader {
  private static final byte NODE_DATA = 0x0a;
  private static final byte KIND = 0x08;
  private static final byte KIND_FILE = 2;
  private static final byte KIND_RAW = 0;
  private static final byte BYTES = 0x12;

  private LeafHeader() {}

  /** Where the bytes start, or -1 if the block is not laid out so or has another size. */
  static long dataStart(long codec, FileChannel file, long size) throws IOException {
    long length = file.size();
    if (codec == Cid.RAW) {
      return length == size ? 0 : -1;
    }
    int trailer = 1 + Varint.size(size);
    long unixfs = 3 + Varint.size(size) + size + trailer;
    int start = (int) (1 + Varint.size(unixfs) + unixfs - size - trailer);
    if (codec != Cid.DAG_PB || length != start + size + trailer) {
      return -1;
    }
    ByteBuffer head = ByteBuffer.allocate(start);
    while (head.hasRemaining()) {
      if (file.read(head, head.position()) < 0) {
        return -1;
      }
    }
    return isLeaf(head.flip(), unixfs, size) ? start : -1;
  }

  private static boolean isLeaf(ByteBuffer head, long unixfs, long size) {
    ByteBuffer expected = ByteBuffer.allocate(head.remaining());
    expected.put(NODE_DATA);
    Varint.put(expected, unixfs);
    expected.put(KIND);
    int kind = expected.position();
    expected.put(head.get(kind) == KIND_RAW ? KIND_RAW : KIND_FILE);
    expected.put(BYTES);
    Varint.put(expected, size);
    return expected.flip().equals(head);
  }
}
