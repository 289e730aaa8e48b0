package cafe.peer;

import cafe.kernel.NodeIdentity;
import cafe.libp2p.keys.IdentityKey;
import cafe.libp2p.keys.InvalidKeyException;
import cafe.libp2p.keys.KeyType;
import cafe.libp2p.keys.PublicKey;

/** The node's key as handshakes use it: they sign through the port and never see the key. */
final class NodeKey implements IdentityKey {

  private final NodeIdentity node;
  private final PublicKey publicKey;

  NodeKey(NodeIdentity node) {
    this.node = node;
    try {
      this.publicKey = PublicKey.of(KeyType.ED25519, node.publicKey().bytes());
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("the node's key is not an Ed25519 key", e);
    }
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    return node.sign(message);
  }
}
