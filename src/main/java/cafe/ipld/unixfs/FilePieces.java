package cafe.ipld.unixfs;

import cafe.ipld.BlockSource;
import cafe.ipld.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a range of a file, piece by piece without copying: each piece is a read-only view of
 * a block. For one thread.
 */
public final class FilePieces {
  private static final int MAX_DEPTH = 32;

  private final BlockSource blocks;
  private final Deque<Frame> stack = new ArrayDeque<>();
  private long skip;
  private long left;

  FilePieces(BlockSource blocks, UnixFsNode root, long from, long to) {
    this.blocks = blocks;
    this.skip = from;
    this.left = to - from;
    stack.push(new Frame(root));
  }

  /** Bytes that are still to come. */
  public long remaining() {
    return left;
  }

  /**
   * The next piece, never empty; null at the end of the range.
   *
   * @throws FormatException if the file's blocks do not fit together
   */
  public @Nullable ByteBuffer next() throws IOException {
    while (left > 0) {
      Frame top = stack.peek();
      if (top == null) {
        throw new FormatException("unixfs: file is shorter than it says");
      }
      ByteBuffer piece = take(top);
      if (piece != null) {
        return piece;
      }
    }
    return null;
  }

  /** The frame's own bytes first, then goes down into its next part, or up at its end. */
  private @Nullable ByteBuffer take(Frame top) throws IOException {
    if (top.part < 0) {
      top.part = 0;
      return cut(top.node.data());
    }
    if (top.part == top.node.links().size()) {
      stack.pop();
      return null;
    }
    int part = top.part++;
    long size = top.node.unixfs().partSize(part);
    if (size <= skip) {
      // also of parts without bytes, which are not worth a block
      skip -= size;
      return null;
    }
    if (stack.size() == MAX_DEPTH) {
      throw new FormatException("unixfs: file is too deep");
    }
    UnixFsNode child = UnixFsNode.read(blocks, top.node.links().get(part).cid());
    if (!child.isFile() || child.size() != size) {
      throw new FormatException("unixfs: a part is not what its file says");
    }
    stack.push(new Frame(child));
    return null;
  }

  private @Nullable ByteBuffer cut(ByteBuffer data) {
    int skipped = (int) Math.min(skip, data.remaining());
    skip -= skipped;
    int length = (int) Math.min(left, data.remaining() - skipped);
    left -= length;
    return length == 0 ? null : data.slice(data.position() + skipped, length);
  }

  /** A node on the way down to the current piece. */
  private static final class Frame {
    private final UnixFsNode node;
    private int part = -1;

    Frame(UnixFsNode node) {
      this.node = node;
    }
  }
}
