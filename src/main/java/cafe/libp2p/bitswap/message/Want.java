package cafe.libp2p.bitswap.message;

import cafe.ipld.Cid;

/**
 * One entry of a wantlist: a block wanted, or no longer wanted.
 *
 * @param cid the block, in the spelling its answer must have
 * @param priority higher ones are to be answered earlier
 * @param cancel the want of that CID ends
 * @param type whether the block itself is wanted
 * @param sendDontHave answer DONT_HAVE if you have it not
 */
public record Want(Cid cid, int priority, boolean cancel, Type type, boolean sendDontHave) {
  /** What is asked for. */
  public enum Type {
    /** The block. */
    BLOCK,
    /** Only whether you have it (1.2.0). */
    HAVE
  }

  /** Asks for the block, and for a DONT_HAVE in its place. */
  public static Want block(Cid cid, int priority) {
    return new Want(cid, priority, false, Type.BLOCK, true);
  }

  /** Asks whether the peer has the block. */
  public static Want have(Cid cid, int priority) {
    return new Want(cid, priority, false, Type.HAVE, true);
  }

  /** Ends an earlier want. */
  public static Want cancel(Cid cid) {
    return new Want(cid, 0, true, Type.BLOCK, false);
  }
}
