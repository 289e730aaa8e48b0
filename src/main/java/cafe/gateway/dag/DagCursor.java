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

  /** Bytes of nodes that may be decoded before any byte is read, or in a row. */
  static final long ALLOWANCE = 16L << 20;

  /** What a byte that was read adds: for a piece of 64 KiB, two of the largest blocks. */
  private static final long ALLOWANCE_PER_BYTE = 64;

  private final DagFile file;
  private final Deque<Level> path = new ArrayDeque<>();
  private @Nullable Leaf leaf;
  private long leafStart;
  private long position;
  private long allowance = ALLOWANCE;

  DagCursor(DagFile file, long offset) {
    this.file = file;
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
      allowance = Math.min(ALLOWANCE, allowance + ALLOWANCE_PER_BYTE * n);
    }
  }

  /** Opens the leaf at the position. */
  private Leaf next() {
    closeLeaf();
    if (position >= file.size()) {
      throw new IllegalStateException("read behind the end");
    }
    Level level = path.peek();
    while (level != null && position >= level.end()) {
      path.pop();
      level = path.peek();
    }
    Leaf here = level == null ? enter(file.cid(), file.size(), 0) : null;
    while (here == null) {
      level = path.element();
      if (level.holds(position)) {
        here = open(new Leaf.InMemory(level.node.data()), level.start);
      } else {
        level.moveTo(position);
        here = enter(level.partCid(), level.partSize(), level.partStart);
      }
    }
    return here;
  }

  /** Opens a part, or goes down into it: then null. */
  private @Nullable Leaf enter(Cid cid, long size, long start) {
    if (path.size() >= MAX_DEPTH) {
      throw new CafeException(Fault.NOT_FOUND, "The content is nested too deeply");
    }
    Leaf part = file.blocks().leaf(cid, size);
    if (part != null) {
      return open(part, start);
    }
    path.push(new Level(file.blocks().part(cid, size, this::spend), start));
    return null;
  }

  /** Nodes may be all links without bytes, and a stranger's file yield one byte for each. */
  private void spend(int bytes) {
    allowance -= bytes;
    if (allowance < 0) {
      throw new CafeException(Fault.NOT_FOUND, "The content has too few bytes for its blocks");
    }
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

    Cid partCid() {
      return node.links().get(part).cid();
    }

    long partSize() {
      return node.unixfs().partSize(part);
    }
  }
}
