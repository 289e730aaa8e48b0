package cafe.libp2p.pubsub;

import cafe.libp2p.frames.PacedInput.Pace;
import java.time.Duration;

/**
 * Limits of pubsub.
 *
 * @param topicsPerPeer subscriptions remembered of one peer
 * @param messagesPerHeartbeat messages read from one peer per second; it waits for the next
 * @param queueBytes what may wait to be written to one peer; more messages are dropped
 * @param readingBytes for messages that are being read, from all peers together
 * @param seenMessages ids remembered for 120 s; the oldest go first
 * @param cachedBytes messages kept for those who ask for them
 * @param listenerMessages what may wait for one listener; more messages are dropped
 * @param stall how long a peer may take for the next 64 KiB of an RPC, or its rest
 */
public record PubsubLimits(
    int topicsPerPeer,
    int messagesPerHeartbeat,
    int queueBytes,
    long readingBytes,
    int seenMessages,
    long cachedBytes,
    int listenerMessages,
    Duration stall) {
  /** Peers may have nothing to say for days. */
  private static final Duration IDLE = Duration.ZERO;

  private static final int STALL_BYTES = 64 * 1024;

  /** How fast RPCs must come. */
  Pace pace() {
    return new Pace(IDLE, stall, STALL_BYTES);
  }

  /** Limits for a node with a thousand peers. */
  public static PubsubLimits defaults() {
    return new PubsubLimits(
        256,
        1000,
        2 * 1024 * 1024,
        32L * 1024 * 1024,
        100_000,
        16L * 1024 * 1024,
        256,
        Duration.ofSeconds(30));
  }
}
