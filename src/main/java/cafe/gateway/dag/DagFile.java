package cafe.gateway.dag;

import cafe.ipld.Cid;
import java.nio.ByteBuffer;

/**
 * A file in blocks. Holds none of them.
 *
 * @param cid its CID
 * @param size its bytes
 * @param blocks where they are
 */
public record DagFile(Cid cid, long size, DagReader blocks) {
  /** A cursor at an offset between 0 and the size. */
  public FileCursor at(long offset) {
    return new DagCursor(this, offset);
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
