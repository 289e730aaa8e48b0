package cafe.libp2p.bitswap;

import cafe.kernel.PeerId;
import java.time.Duration;
import java.util.List;

/**
 * Whom to ask, and how much of what may come back to take.
 *
 * @param peers in order of preference, dialed if their addresses are known; if empty, connected
 *     peers are asked
 * @param timeout for the whole fetch
 * @param maxBlocks most blocks to want
 * @param maxBytes most bytes to receive
 */
public record FetchRequest(List<PeerId> peers, Duration timeout, int maxBlocks, long maxBytes) {
  /** Copies the list. */
  public FetchRequest {
    peers = List.copyOf(peers);
    if (maxBlocks < 1 || maxBytes < 1 || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a fetch needs time, blocks and bytes");
    }
  }
}
