package cafe.kernel;

import cafe.crypto.Ed25519PublicKey;

/**
 * The key of this cafe's node, which signs envelopes, sessions and handshakes. The private key does
 * not leave identity.
 */
public interface NodeIdentity {
  /** The node's peer id, which clients know the cafe by. */
  PeerId peerId();

  /** The node's public key. */
  Ed25519PublicKey publicKey();

  /** The 64-byte Ed25519 signature of a message by the node's key. */
  byte[] sign(byte[] message);

  /** The account of the cafe's operator, as the cafe's info shows it. */
  Address address();
}
