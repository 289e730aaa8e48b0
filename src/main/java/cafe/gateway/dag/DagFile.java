package cafe.gateway.dag;

import cafe.ipld.Cid;
import cafe.ipld.unixfs.UnixFsNode;
import java.nio.ByteBuffer;

/**
 * A file in blocks.
 *
 * @param root its first block
 * @param blocks where the others are
 */
public record DagFile(UnixFsNode root, DagReader blocks) {
  /** Its CID. */
  public Cid cid() {
    return root.cid();
  }

  /** Bytes. */
  public long size() {
    return root.size();
  }

  /** A cursor at an offset between 0 and the size. */
  public FileCursor at(long offset) {
    return new DagCursor(blocks, root, offset);
  }

  /** Reads a range at once; the caller has checked its length. */
  public byte[] read(long offset, int length) {
    byte[] bytes = new byte[length];
    try (FileCursor cursor = at(offset)) {
      cursor.read(ByteBuffer.wrap(bytes));
    }
    return bytes;
  }
}
