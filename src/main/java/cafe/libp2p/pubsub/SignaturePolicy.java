package cafe.libp2p.pubsub;

/** Which messages of others are accepted. Ours are always signed. */
public enum SignaturePolicy {
  /** Only those signed by their author. */
  STRICT,
  /** Unsigned ones too, as the original does: anybody may then write in anybody's name. */
  ACCEPT_UNSIGNED
}
