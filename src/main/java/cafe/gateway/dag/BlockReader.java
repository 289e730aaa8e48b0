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

  /** Whether a block is at most so long; of one that is not here, yes. */
  boolean isAtMost(Cid cid, int length) {
    Multihash hash = cid.multihash();
    return hash.code() == Multihash.IDENTITY
        || small.getIfPresent(hash) != null
        || blocks.size(hash).orElse(0) <= length;
  }

  /**
   * The leaf of a CID, or null if its block is small, or no leaf of the usual layout in a file of
   * its own: then it is to be read as a node.
   */
  @Nullable Leaf leaf(Cid cid) throws IOException {
    Multihash hash = cid.multihash();
    if (hash.code() == Multihash.IDENTITY || small.getIfPresent(hash) != null) {
      return null;
    }
    Optional<Path> path = blocks.file(hash);
    return path.isEmpty() ? null : leaf(cid, path.get());
  }

  private static @Nullable Leaf leaf(Cid cid, Path path) throws IOException {
    FileChannel file;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return null;
    }
    Leaf leaf = null;
    try {
      LeafHeader header = file.size() <= SMALL ? null : LeafHeader.read(cid.codec(), file);
      leaf = header == null ? null : new Leaf.InFile(file, header.start(), header.size());
      return leaf;
    } finally {
      if (leaf == null) {
        file.close();
      }
    }
  }
}
