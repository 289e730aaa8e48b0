package cafe.libp2p.pubsub;

/**
 * What may differ between nodes.
 *
 * @param signatures which messages of others are accepted
 * @param floodPublish our own messages go to all peers of the topic and not only to its mesh
 * @param limits limits
 */
public record PubsubConfig(SignaturePolicy signatures, boolean floodPublish, PubsubLimits limits) {
  /** Signed messages only, flood publishing, default limits. */
  public static PubsubConfig defaults() {
    return new PubsubConfig(SignaturePolicy.STRICT, true, PubsubLimits.defaults());
  }
}
