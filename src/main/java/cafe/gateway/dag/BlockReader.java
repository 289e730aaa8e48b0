package cafe.gateway.dag;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
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
 * Reads blocks as nodes and leaves. Small ones, which are most nodes, stay in a bounded cache by
 * frequency of use for a limited time.
 */
public final class BlockReader {
  private static final int SMALL = 32 * 1024;
  private static final int OVERHEAD = 256;

  private final Blocks blocks;
  private final Cache<Multihash, ByteBuffer> small;

  /** Over a storage, with a cache of so many bytes. */
  public BlockReader(Blocks blocks, long cacheBytes, Duration lifetime) {
    this.blocks = blocks;
    this.small =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((Multihash hash, ByteBuffer bytes) -> bytes.remaining() + OVERHEAD)
            .expireAfterWrite(lifetime)
            .build();
  }

  /**
   * The node of a CID.
   *
   * @throws CafeException {@link Fault#NOT_FOUND} if the block is not here
   */
  public DagNode node(Cid cid) {
    return DagNode.decode(cid, bytes(cid));
  }

  /** Whether a block is here; if not, forgets what is cached of it. */
  public boolean has(Cid cid) {
    Multihash hash = cid.multihash();
    boolean here = hash.code() == Multihash.IDENTITY || blocks.has(hash);
    if (!here) {
      small.invalidate(hash);
    }
    return here;
  }

  private ByteBuffer bytes(Cid cid) {
    Multihash hash = cid.multihash();
    if (hash.code() == Multihash.IDENTITY) {
      return ByteBuffer.wrap(hash.digest());
    }
    ByteBuffer cached = small.getIfPresent(hash);
    if (cached != null) {
      return cached.duplicate();
    }
    ByteBuffer bytes = blocks.get(hash).orElseThrow(BlockReader::missing);
    if (bytes.remaining() <= SMALL) {
      small.put(hash, bytes.duplicate());
    }
    return bytes;
  }

  /**
   * The leaf of a CID, or null if its block is no leaf of exactly this size in a file of its own:
   * then it is to be read as a node.
   */
  @Nullable Leaf leaf(Cid cid, long size) {
    if (size <= SMALL || cid.multihash().code() == Multihash.IDENTITY) {
      return null;
    }
    Optional<Path> path = blocks.file(cid.multihash());
    if (path.isEmpty()) {
      return null;
    }
    try {
      FileChannel file = FileChannel.open(path.get(), StandardOpenOption.READ);
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
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new CafeException(Fault.UNAVAILABLE, "The storage does not answer", e);
    }
  }

  private static CafeException missing() {
    return new CafeException(Fault.NOT_FOUND, "The content, or a part of it, is not here");
  }
}
