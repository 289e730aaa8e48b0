package cafe.libp2p.pubsub;

import cafe.kernel.PeerId;

/** Takes the messages of a subscription, one after the other, on a virtual thread. */
@FunctionalInterface
public interface MessageListener {
  /**
   * Called once for each message; may block, while up to a limit of messages wait.
   *
   * @param author who published it; proven by a signature unless unsigned messages are accepted
   * @param receivedFrom the peer that it came from
   * @param data what was published, not to be changed
   */
  void message(PeerId author, PeerId receivedFrom, byte[] data);
}
