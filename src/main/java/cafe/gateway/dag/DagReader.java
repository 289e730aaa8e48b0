package cafe.gateway.dag;

import cafe.ipld.BlockMissingException;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.unixfs.UnixFs;
import cafe.ipld.unixfs.UnixFsNode;
import cafe.ipld.unixfs.UnixFsReader;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.storage.Blocks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads files and directories of this cafe's storage. Throws {@link CafeException} only: {@link
 * Fault#NOT_FOUND} for what is not here, or not what it should be, {@link Fault#UNAVAILABLE} if the
 * storage fails, {@link Fault#OVERLOADED}.
 *
 * <p>A decoded directory of one full block takes ten megabytes. So large ones are only looked at, a
 * few at the same time, and nobody keeps them.
 */
public final class DagReader {
  /** Most entries of a directory that is spread over many blocks. */
  public static final int MAX_ENTRIES = 50_000;

  /** Most parts of one node of a file: importers make 174, today's 1,024. */
  private static final int MAX_PARTS = 8192;

  private static final int LARGE = 128 * 1024;
  private static final int LARGE_AT_ONCE = 2;
  private static final int SECONDS = 10;

  private final BlockReader blocks;
  private final UnixFsReader reader;
  private final Semaphore large = new Semaphore(LARGE_AT_ONCE);

  /** Over a storage, with a cache for small blocks. */
  public DagReader(Blocks blocks, long cacheBytes, Duration cacheLifetime) {
    this.blocks = new BlockReader(blocks, cacheBytes, cacheLifetime);
    this.reader = new UnixFsReader(this.blocks::get);
  }

  /** Looks at a file or directory, which must not outlive the look. Not within another look. */
  public <T> T look(Cid cid, Function<UnixFsNode, T> look) {
    if (blocks.isAtMost(cid, LARGE)) {
      UnixFsNode node = node(cid);
      if (!isLarge(node)) {
        return look.apply(node);
      }
    }
    takeTurn();
    try {
      return look.apply(node(cid));
    } finally {
      large.release();
    }
  }

  /** Whether a node, or what is spread beneath it, takes much memory. */
  public boolean isLarge(UnixFsNode node) {
    return node.type() == UnixFs.Type.HAMT_SHARD || !blocks.isAtMost(node.cid(), LARGE);
  }

  /** Looks at a file or directory if its block is not large, within another look; else null. */
  public <T> @Nullable T glance(Cid cid, Function<UnixFsNode, T> look) {
    return blocks.isAtMost(cid, LARGE) ? look.apply(node(cid)) : null;
  }

  private void takeTurn() {
    try {
      if (large.tryAcquire(SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CafeException(Fault.OVERLOADED, "Too many large directories at once");
  }

  /** The file of a CID whose block holds all of it and need not be decoded for that, or null. */
  public @Nullable DagFile leafFile(Cid cid) {
    try (Leaf leaf = blocks.leaf(cid)) {
      return leaf == null ? null : new DagFile(cid, leaf.size(), this);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A file by its first node. */
  public DagFile file(UnixFsNode node) {
    return new DagFile(node.cid(), node.size(), this);
  }

  /** The entry of a name in a directory, or null. */
  public @Nullable PbLink entry(UnixFsNode directory, String name) {
    return read(() -> reader.entry(directory, name)).orElse(null);
  }

  /** All entries of a directory. */
  public List<PbLink> list(UnixFsNode directory) {
    return read(() -> reader.list(directory, MAX_ENTRIES));
  }

  /** Whether a block is here; if not, forgets what is cached of it. */
  public boolean has(Cid cid) {
    return blocks.has(cid);
  }

  /** A node of a file of this size; before it is decoded, the length of its block is told. */
  UnixFsNode part(Cid cid, long size, IntConsumer toll) {
    UnixFsNode node = read(() -> UnixFsNode.read(name -> told(name, toll), cid));
    if (!node.isFile() || node.size() != size || node.links().size() > MAX_PARTS) {
      throw new CafeException(Fault.NOT_FOUND, "A part of the content is not what it should be");
    }
    return node;
  }

  /** A part of a file that can be read without decoding it, or null. */
  @Nullable Leaf leaf(Cid cid, long size) {
    Leaf leaf = null;
    try {
      leaf = blocks.leaf(cid);
    } catch (IOException e) {
      throw failed(e);
    }
    if (leaf != null && leaf.size() != size) {
      leaf.close();
      throw new CafeException(Fault.NOT_FOUND, "A part of the content is not what it should be");
    }
    return leaf;
  }

  private byte[] told(Cid cid, IntConsumer toll) throws IOException {
    byte[] block = blocks.get(cid);
    toll.accept(block.length);
    return block;
  }

  private UnixFsNode node(Cid cid) {
    return read(() -> reader.open(cid));
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.get();
    } catch (BlockMissingException e) {
      throw new CafeException(Fault.NOT_FOUND, "The content, or a part of it, is not here");
    } catch (FormatException e) {
      throw new CafeException(Fault.NOT_FOUND, "This is neither a file nor a directory", e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  static CafeException failed(IOException e) {
    return new CafeException(Fault.UNAVAILABLE, "The storage does not answer", e);
  }

  private interface Reading<T> {
    T get() throws IOException;
  }
}
