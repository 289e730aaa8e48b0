package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import java.io.IOException;
import java.util.Collection;

/** Takes the blocks of a fetch, in the order of their arrival, one at a time. */
@FunctionalInterface
public interface BlockVisitor {
  /**
   * Called once for every block on the thread of the fetch.
   *
   * @param cid the name by which it was wanted
   * @param block its bytes, already verified
   * @return what to fetch next; names that were wanted before are ignored
   * @throws IOException ends the fetch
   */
  Collection<Cid> visit(Cid cid, byte[] block) throws IOException;
}
