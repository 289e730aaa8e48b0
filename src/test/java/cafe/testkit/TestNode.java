package cafe.testkit;

import cafe.crypto.Ed25519PrivateKey;
import cafe.crypto.Ed25519PublicKey;
import cafe.kernel.Address;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PeerId;

/**
 * A node with a key that a test chooses.
 *
 * @param key the node's key, which is its account's too
 */
public record TestNode(Ed25519PrivateKey key) implements NodeIdentity {
  /** The client of the protocol's vectors. */
  public static final TestNode CLIENT =
      of("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  /** The cafe of the protocol's vectors. */
  public static final TestNode CAFE =
      of("a7051b850e1dbd5fc85f869721967e37d7e3b0c7df2fcaf5f60c30c772dcec36");

  /** The node of a seed in hexadecimal digits. */
  public static TestNode of(String seed) {
    return new TestNode(Ed25519PrivateKey.fromSeed(Vectors.hex(seed)));
  }

  @Override
  public PeerId peerId() {
    return PeerId.ofEd25519(publicKey().bytes());
  }

  @Override
  public Ed25519PublicKey publicKey() {
    return key.publicKey();
  }

  @Override
  public byte[] sign(byte[] message) {
    return key.sign(message);
  }

  @Override
  public Address address() {
    return new Address(publicKey());
  }
}
