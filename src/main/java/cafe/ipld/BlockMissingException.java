package cafe.ipld;

import java.io.IOException;

/** A block that is not here. */
public final class BlockMissingException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Cid cid;

  /** Names the block. */
  public BlockMissingException(Cid cid) {
    super("block " + cid + " is missing");
    this.cid = cid;
  }

  /** Which block. */
  public Cid cid() {
    return cid;
  }
}
