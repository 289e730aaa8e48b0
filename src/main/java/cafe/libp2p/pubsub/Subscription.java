package cafe.libp2p.pubsub;

/** One listener's interest in a topic. */
public interface Subscription extends AutoCloseable {
  /** The topic. */
  String topic();

  /** Messages that the listener was too slow for. */
  long dropped();

  /** Ends it; what still waits is not delivered. */
  @Override
  void close();
}
