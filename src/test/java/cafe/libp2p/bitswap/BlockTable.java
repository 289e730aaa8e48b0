package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Blocks in a map. */
final class BlockTable implements BlockSource {
  final Map<Multihash, byte[]> blocks = new ConcurrentHashMap<>();
  final AtomicInteger reads = new AtomicInteger();

  Cid put(byte[] block) {
    Cid cid = Cid.v0(Multihash.sha256(block));
    blocks.put(cid.multihash(), block);
    return cid;
  }

  @Override
  public Map<Cid, Integer> sizes(Collection<Cid> cids) {
    Map<Cid, Integer> sizes = new HashMap<>();
    for (Cid cid : cids) {
      byte[] block = blocks.get(cid.multihash());
      if (block != null) {
        sizes.put(cid, block.length);
      }
    }
    return sizes;
  }

  @Override
  public Optional<byte[]> read(Cid cid) {
    reads.incrementAndGet();
    return Optional.ofNullable(blocks.get(cid.multihash()));
  }
}
