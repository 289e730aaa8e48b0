package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The blocks that are served. Thread-safe; called on virtual threads, so it may block. */
public interface BlockSource {
  /**
   * The sizes in bytes of those blocks that are held, by the CIDs as given. Asked for every want of
   * every peer, so it must not read the blocks. Spellings of one multihash name the same block.
   */
  Map<Cid, Integer> sizes(Collection<Cid> cids) throws IOException;

  /** The block, which must not change any more; empty if it is not held. */
  Optional<byte[]> read(Cid cid) throws IOException;
}
