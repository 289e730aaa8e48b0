package cafe.interop;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.libp2p.bitswap.BlockSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Blocks in memory, to be served by bitswap. */
final class BlockMap implements BlockSource {
  private final Map<Multihash, byte[]> blocks = new ConcurrentHashMap<>();
  private final Set<Multihash> asked = ConcurrentHashMap.newKeySet();

  /** Whether a peer has wanted it: it is remembered before it is looked for here. */
  boolean wasAskedFor(Cid cid) {
    return asked.contains(cid.multihash());
  }

  void put(Cid cid, byte[] block) {
    blocks.put(cid.multihash(), block);
  }

  @Override
  public Map<Cid, Integer> sizes(Collection<Cid> cids) {
    Map<Cid, Integer> sizes = new HashMap<>();
    for (Cid cid : cids) {
      asked.add(cid.multihash());
      byte[] block = blocks.get(cid.multihash());
      if (block != null) {
        sizes.put(cid, block.length);
      }
    }
    return sizes;
  }

  @Override
  public Optional<byte[]> read(Cid cid) {
    return Optional.ofNullable(blocks.get(cid.multihash()));
  }
}
