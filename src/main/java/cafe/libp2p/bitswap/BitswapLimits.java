package cafe.libp2p.bitswap;

import cafe.libp2p.bitswap.message.MessageLimits;
import cafe.libp2p.frames.PacedInput.Pace;
import java.time.Duration;

/**
 * Limits of bitswap; all sizes in bytes.
 *
 * @param message limits of one message
 * @param serving limits of the server
 * @param fetching limits of the client
 * @param stall how long a peer may take for the next 64 KiB in the midst of a message, or its rest
 * @param inbound limits of the streams on which peers speak to us
 */
public record BitswapLimits(
    MessageLimits message, Serving serving, Fetching fetching, Duration stall, Inbound inbound) {
  /**
   * Limits of the streams on which peers speak to us.
   *
   * @param perPeer most of them from one peer; usual are one for its wants and one for its answers
   * @param idle how long one may be silent between messages; whoever has something to say opens
   *     another
   */
  public record Inbound(int perPeer, Duration idle) {}

  /**
   * Limits of the server.
   *
   * @param wantsPerPeer most wants remembered per peer
   * @param wantsTotal most wants for blocks not held that are remembered for all peers
   * @param batchBytes blocks are put into one message until it has this size
   * @param memory for blocks on their way out, to all peers together
   */
  public record Serving(int wantsPerPeer, int wantsTotal, int batchBytes, long memory) {}

  /**
   * Limits of the client.
   *
   * @param window most wants in flight per fetch
   * @param inboxBytes blocks that may wait for the visitor of a fetch
   * @param maxFetches most fetches at once
   * @param memory for what peers are sending, all together
   */
  public record Fetching(int window, int inboxBytes, int maxFetches, long memory) {}

  private static final int STALL_BYTES = 64 * 1024;

  /** How fast messages must come. */
  Pace pace() {
    return new Pace(inbound.idle(), stall, STALL_BYTES);
  }

  /** Blocks up to 2 MiB, 1,024 wants per peer, 64 MiB out, 64 MiB in. */
  public static BitswapLimits defaults() {
    return new BitswapLimits(
        new MessageLimits(2 * 1024 * 1024, 1024, 128),
        new Serving(1024, 64 * 1024, 1024 * 1024, 64L * 1024 * 1024),
        new Fetching(64, 4 * 1024 * 1024, 64, 64L * 1024 * 1024),
        Duration.ofSeconds(30),
        new Inbound(64, Duration.ofMinutes(10)));
  }

  /** Refuses limits that contradict each other. */
  public BitswapLimits {
    long mostInMessage = (long) serving.batchBytes + message.maxBlock() + MessageLimits.OVERHEAD;
    if (serving.batchBytes < 1 || mostInMessage > MessageLimits.MAX_MESSAGE) {
      throw new IllegalArgumentException("batch and one more block must fit into a message");
    }
    if (serving.memory < mostInMessage || fetching.memory < message.maxBlock()) {
      throw new IllegalArgumentException("too little memory for a single message");
    }
    if (serving.wantsPerPeer < 1 || fetching.window < 1 || fetching.maxFetches < 1) {
      throw new IllegalArgumentException("nothing could ever be served or fetched");
    }
  }
}
