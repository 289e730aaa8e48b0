package cafe.libp2p.keys;

import cafe.kernel.PeerId;

/**
 * The private half of a peer's identity, as much of it as handshakes need: it can sign. The key
 * itself may live elsewhere.
 */
public interface IdentityKey {
  PublicKey publicKey();

  /** Signs in the way of the key's type; for Ed25519 a 64-byte signature. */
  byte[] sign(byte[] message);

  default PeerId peerId() {
    return publicKey().peerId();
  }
}
