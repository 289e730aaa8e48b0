package cafe.storage.stream;

import cafe.ipld.Cid;
import cafe.libp2p.bitswap.BlockSource;
import cafe.storage.Blocks;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The stored blocks, as bitswap serves them. */
@ApplicationScoped
class BitswapBlocks implements BlockSource {

  private final Blocks blocks;

  BitswapBlocks(Blocks blocks) {
    this.blocks = blocks;
  }

  @Override
  public Map<Cid, Integer> sizes(Collection<Cid> cids) {
    Map<Cid, Integer> sizes = HashMap.newHashMap(cids.size());
    for (Cid cid : cids) {
      blocks.size(cid.multihash()).ifPresent(size -> sizes.put(cid, Math.toIntExact(size)));
    }
    return sizes;
  }

  @Override
  public Optional<byte[]> read(Cid cid) {
    return blocks
        .get(cid.multihash())
        .map(
            found -> {
              byte[] bytes = new byte[found.remaining()];
              found.get(bytes);
              return bytes;
            });
  }
}
