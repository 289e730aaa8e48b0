package cafe.gateway.dag;

import cafe.ipld.BlockMissingException;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.unixfs.UnixFsNode;
import cafe.ipld.unixfs.UnixFsReader;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.storage.Blocks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads files and directories of this cafe's storage. Throws {@link CafeException} only: {@link
 * Fault#NOT_FOUND} for what is not here, or not what it should be, and {@link Fault#UNAVAILABLE} if
 * the storage fails.
 */
public final class DagReader {
  /** Most entries of a directory that is spread over many blocks. */
  public static final int MAX_ENTRIES = 50_000;

  private final BlockReader blocks;
  private final UnixFsReader reader;

  /** Over a storage, with a cache for small blocks. */
  public DagReader(Blocks blocks, long cacheBytes, Duration cacheLifetime) {
    this.blocks = new BlockReader(blocks, cacheBytes, cacheLifetime);
    this.reader = new UnixFsReader(this.blocks::get);
  }

  /** The file or directory of a CID. */
  public UnixFsNode node(Cid cid) {
    return read(() -> reader.open(cid));
  }

  /** A file's bytes. */
  public DagFile file(UnixFsNode node) {
    return new DagFile(node, this);
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

  /** A part of a file that can be read without decoding it, or null. */
  @Nullable Leaf leaf(Cid cid, long size) {
    try {
      return blocks.leaf(cid, size);
    } catch (IOException e) {
      throw failed(e);
    }
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
