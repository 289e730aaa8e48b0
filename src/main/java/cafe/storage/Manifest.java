package cafe.storage;

import cafe.ipld.FormatException;
import cafe.ipld.Multihash;
import cafe.ipld.dagpb.DagPb;
import cafe.ipld.dagpb.PbNode;
import cafe.ipld.unixfs.UnixFs;
import cafe.storage.References.Row;
import cafe.storage.References.Shape;
import cafe.storage.exchange.BlockAudience;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** What was written of one content: the rows that follow the bytes. */
final class Manifest {
  private final Multihash root;
  private final Scope scope;
  private final Map<Multihash, Row> own = new LinkedHashMap<>();
  private final List<Manifest> parts = new ArrayList<>();

  private Manifest(Content content) {
    this.root = content.root().multihash();
    this.scope = content.scope();
  }

  /** Hands the blocks of a content to the writer. */
  static Manifest write(Content content, Writer writer) {
    Manifest manifest = new Manifest(content);
    for (Content part : content.parts()) {
      manifest.parts.add(write(part, writer));
    }
    content.blocks(
        block -> {
          writer.add(block);
          manifest.own.put(block.hash(), Row.single(block.hash(), block.size(), shape(block)));
        });
    if (!manifest.own.containsKey(manifest.root)) {
      throw new IllegalStateException("a content without its root");
    }
    manifest.completeFile();
    return manifest;
  }

  /** Of a part of a file that has parts itself, nobody knows whether they are all here. */
  private static Shape shape(Block block) {
    try {
      PbNode node = DagPb.decode(block.bytes());
      boolean linked = !node.links().isEmpty() && UnixFs.decode(node.data()).isFile();
      return linked ? Shape.PART : Shape.WHOLE;
    } catch (FormatException e) {
      return Shape.WHOLE;
    }
  }

  /** A file whose blocks are all here is known as one, so that it can be answered for. */
  private void completeFile() {
    Row row = own.get(root);
    if (scope == Scope.TREE && row != null && row.shape() == Shape.PART) {
      own.put(root, new Row(root, row.size(), Shape.FILE, own.size() - 1, bytes()));
    }
  }

  Multihash root() {
    return root;
  }

  Scope scope() {
    return scope;
  }

  /** What a reference to it keeps, each block counted once. */
  long bytes() {
    if (scope == Scope.BLOCK) {
      Row row = own.get(root);
      return row == null ? 0 : row.size();
    }
    Map<Multihash, Row> rows = new LinkedHashMap<>();
    addRowsTo(rows);
    return rows.values().stream().mapToLong(Row::size).sum();
  }

  /** Adds its rows and those of its parts; of two for one block that which knows more stays. */
  void addRowsTo(Map<Multihash, Row> rows) {
    parts.forEach(part -> part.addRowsTo(rows));
    own.forEach(
        (hash, row) ->
            rows.merge(hash, row, (a, b) -> a.shape().compareTo(b.shape()) >= 0 ? a : b));
  }

  /** Tells of every block of it and of its parts. */
  void tell(BlockAudience audience) {
    parts.forEach(part -> part.tell(audience));
    own.forEach((hash, row) -> audience.added(hash, Math.toIntExact(row.size())));
  }

  /** Its tree and those of its parts, by their roots. */
  Map<Multihash, Set<Multihash>> trees() {
    Map<Multihash, Set<Multihash>> trees = new LinkedHashMap<>();
    addTreesTo(trees);
    return trees;
  }

  private void addTreesTo(Map<Multihash, Set<Multihash>> trees) {
    parts.forEach(part -> part.addTreesTo(trees));
    if (scope == Scope.TREE) {
      Map<Multihash, Row> rows = new LinkedHashMap<>();
      addRowsTo(rows);
      Set<Multihash> beneath = new LinkedHashSet<>(rows.keySet());
      beneath.remove(root);
      if (!beneath.isEmpty()) {
        trees.put(root, beneath);
      }
    }
  }

  /**
   * Gathers blocks and puts them in batches, so that files of one batch are written in parallel and
   * share forces, while memory stays bounded. Not thread-safe; close it to give back what it holds.
   */
  static final class Writer implements AutoCloseable {
    /** Bytes that one permit stands for. */
    static final int UNIT = 1024;

    private static final int BATCH_BLOCKS = 64;
    private static final int BATCH_UNITS = 4 << 10;

    private final BlockStore store;
    private final Semaphore memory;
    private final List<Block> batch = new ArrayList<>();
    private int held;

    /** Writes to a store; all writers together gather no more than the permits allow. */
    Writer(BlockStore store, Semaphore memory) {
      this.store = store;
      this.memory = memory;
    }

    void add(Block block) {
      int units = block.size() / UNIT + 1;
      if (!memory.tryAcquire(units)) {
        // Whoever waits holds nothing, so those who hold something can finish.
        flush();
        memory.acquireUninterruptibly(units);
      }
      held += units;
      batch.add(block);
      if (batch.size() == BATCH_BLOCKS || held >= BATCH_UNITS) {
        flush();
      }
    }

    /** Returns when all that was added is durable. */
    void flush() {
      if (!batch.isEmpty()) {
        store.put(batch);
        batch.clear();
        release();
      }
    }

    @Override
    public void close() {
      batch.clear();
      release();
    }

    private void release() {
      memory.release(held);
      held = 0;
    }
  }
}
