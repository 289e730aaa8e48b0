package cafe.gateway.dag;

import cafe.ipld.Cid;

/**
 * A file in blocks.
 *
 * @param cid its CID
 * @param root its first block
 * @param blocks where the others are
 */
public record DagFile(Cid cid, DagNode root, BlockReader blocks) {
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
      cursor.read(java.nio.ByteBuffer.wrap(bytes));
    }
    return bytes;
  }
}
