package cafe.gateway.dag;

import cafe.ipld.Cid;
import cafe.ipld.unixfs.UnixFsNode;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Walks a file's DAG from left to right. */
final class DagCursor implements FileCursor {
  private static final int MAX_DEPTH = 32;

  private final DagReader blocks;
  private final Deque<Level> path = new ArrayDeque<>();
  private final UnixFsNode root;
  private @Nullable Leaf leaf;
  private long leafStart;
  private long position;

  DagCursor(DagReader blocks, UnixFsNode root, long offset) {
    this.blocks = blocks;
    this.root = root;
    this.position = offset;
  }

  @Override
  public void read(ByteBuffer target) {
    while (target.hasRemaining()) {
      Leaf here = leaf;
      if (here == null || position >= leafStart + here.size()) {
        here = next();
      }
      long offset = position - leafStart;
      int n = (int) Math.min(target.remaining(), here.size() - offset);
      int end = target.limit();
      target.limit(target.position() + n);
      here.read(offset, target);
      target.limit(end);
      position += n;
    }
  }

  /** Opens the leaf at the position. */
  private Leaf next() {
    closeLeaf();
    if (position >= root.size()) {
      throw new IllegalStateException("read behind the end");
    }
    Level top = path.peek();
    while (top != null && position >= top.end()) {
      path.pop();
      top = path.peek();
    }
    if (top == null) {
      top = new Level(root, 0);
      path.push(top);
    }
    return descend(top);
  }

  private Leaf descend(Level from) {
    Level level = from;
    while (!level.holds(position)) {
      if (path.size() >= MAX_DEPTH) {
        throw new CafeException(Fault.NOT_FOUND, "The content is nested too deeply");
      }
      level.moveTo(position);
      Cid cid = level.node.links().get(level.part).cid();
      long size = level.partSize();
      Leaf part = blocks.leaf(cid, size);
      if (part != null) {
        return open(part, level.partStart);
      }
      UnixFsNode node = blocks.node(cid);
      if (!node.isFile() || node.size() != size) {
        throw new CafeException(Fault.NOT_FOUND, "A part of the content is not what it should be");
      }
      level = new Level(node, level.partStart);
      path.push(level);
    }
    return open(new Leaf.InMemory(level.node.data()), level.start);
  }

  private Leaf open(Leaf next, long start) {
    leaf = next;
    leafStart = start;
    return next;
  }

  @Override
  public void rest() {
    closeLeaf();
    path.clear();
  }

  @Override
  public void close() {
    rest();
  }

  private void closeLeaf() {
    if (leaf != null) {
      leaf.close();
      leaf = null;
    }
  }

  /** A node on the way and the part of it that is being read. */
  private static final class Level {
    private final UnixFsNode node;
    private final long start;
    private int part;
    private long partStart;

    Level(UnixFsNode node, long start) {
      this.node = node;
      this.start = start;
      this.partStart = start + node.data().remaining();
    }

    long end() {
      return start + node.size();
    }

    /** Whether the byte at the position lies in the node itself. */
    boolean holds(long position) {
      return position < start + node.data().remaining();
    }

    void moveTo(long position) {
      while (position >= partStart + partSize()) {
        partStart += partSize();
        part++;
      }
    }

    long partSize() {
      return node.unixfs().partSize(part);
    }
  }
}
