package cafe.gateway.dag;

import cafe.ipld.BlockMissingException;
import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.storage.Blocks;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads blocks, whole or as leaves of which only a part is wanted. Small ones, which most nodes
 * are, stay in a bounded cache by frequency of use, for a limited time.
 */
final class BlockReader {
  private static final int SMALL = 32 * 1024;
  private static final int OVERHEAD = 256;

  private final Blocks blocks;
  private final Cache<Multihash, byte[]> small;

  /** Over a storage, with a cache of so many bytes. */
  BlockReader(Blocks blocks, long cacheBytes, Duration lifetime) {
    this.blocks = blocks;
    this.small =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((Multihash hash, byte[] bytes) -> bytes.length + OVERHEAD)
            .expireAfterWrite(lifetime)
            .build();
  }

  /** Whether a block is here; if not, forgets what is cached of it. */
  boolean has(Cid cid) {
    Multihash hash = cid.multihash();
    boolean here = hash.code() == Multihash.IDENTITY || blocks.has(hash);
    if (!here) {
      small.invalidate(hash);
    }
    return here;
  }

  /** The bytes of a block, not to be changed. */
  byte[] get(Cid cid) throws BlockMissingException {
    Multihash hash = cid.multihash();
    if (hash.code() == Multihash.IDENTITY) {
      return hash.digest();
    }
    byte[] cached = small.getIfPresent(hash);
    if (cached != null) {
      return cached;
    }
    ByteBuffer block = blocks.get(hash).orElseThrow(() -> new BlockMissingException(cid));
    byte[] bytes = new byte[block.remaining()];
    block.get(bytes);
    if (bytes.length <= SMALL) {
      small.put(hash, bytes);
    }
    return bytes;
  }

  /**
   * The leaf of a CID, or null if its block is no leaf of exactly this size in a file of its own:
   * then it is to be read as a node.
   */
  @Nullable Leaf leaf(Cid cid, long size) throws IOException {
    if (size <= SMALL || cid.multihash().code() == Multihash.IDENTITY) {
      return null;
    }
    Optional<Path> path = blocks.file(cid.multihash());
    return path.isEmpty() ? null : leaf(cid, size, path.get());
  }

  private static @Nullable Leaf leaf(Cid cid, long size, Path path) throws IOException {
    FileChannel file;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return null;
    }
    Leaf leaf = null;
    try {
      long start = LeafHeader.dataStart(cid.codec(), file, size);
      leaf = start < 0 ? null : new Leaf.InFile(file, start, size);
      return leaf;
    } finally {
      if (leaf == null) {
        file.close();
      }
    }
  }
}
