package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import java.io.IOException;

/** None of the peers asked has the block, or none of them could be asked. */
public final class BlockNotFoundException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Names the first block that nobody has. */
  public BlockNotFoundException(Cid cid) {
    super("no peer has block " + cid);
  }
}
