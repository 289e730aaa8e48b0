package cafe.libp2p.bitswap.message;

/**
 * Limits of one message.
 *
 * @param maxBlock largest block to accept or send, in bytes
 * @param maxWants most entries of one wantlist that are looked at; more are skipped
 * @param maxCid longest CID looked at, in bytes; a want with a longer one is skipped
 */
public record MessageLimits(int maxBlock, int maxWants, int maxCid) {
  /** The longest message of the protocol, in bytes. */
  public static final int MAX_MESSAGE = 4 * 1024 * 1024;

  /** Room for everything around one block in a message. */
  public static final int OVERHEAD = 1024;

  /** Refuses limits under which a block would not fit into a message. */
  public MessageLimits {
    if (maxBlock < 1 || maxBlock > MAX_MESSAGE - OVERHEAD) {
      throw new IllegalArgumentException("a block must fit into a message of 4 MiB");
    }
    if (maxWants < 1 || maxCid < 34) {
      throw new IllegalArgumentException("too small for any wantlist");
    }
  }
}
