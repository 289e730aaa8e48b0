package cafe.storage.exchange;

import cafe.ipld.Cid;
import cafe.kernel.PeerId;
import java.time.Duration;
import java.util.List;

/**
 * Fetches blocks that are not here from the peer that named them: a port. Only a peer that is
 * connected is asked, and nobody else: a name that a stranger made up costs no search.
 */
public interface BlockFetcher {
  /**
   * Fetches a block and, of a file with chunks, what lies beneath it. Returns when it is over or
   * its time is.
   *
   * @param from the peer to ask
   * @param root what to fetch
   * @param bounds how much to take
   * @return all blocks, the root last; empty if the peer is not connected or did not give all of
   *     them within the bounds, or if too much is being fetched already
   */
  List<Fetched> file(PeerId from, Cid root, Bounds bounds);

  /** As {@link #file}, for one block by itself. */
  List<Fetched> block(PeerId from, Cid cid, Bounds bounds);

  /**
   * A block that came.
   *
   * @param cid the name by which it was wanted
   * @param bytes its content, which has that name
   */
  record Fetched(Cid cid, byte[] bytes) {}

  /**
   * What one fetch may take.
   *
   * @param timeout for all of it
   * @param maxBlocks blocks
   * @param maxBytes their size together
   */
  record Bounds(Duration timeout, int maxBlocks, long maxBytes) {}
}
