package cafe.libp2p.keys;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 identity held in memory as its 32-byte seed. */
public final class Ed25519IdentityKey implements IdentityKey {
  private final byte[] seed;
  private final byte[] rawPublicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
  private final PublicKey publicKey;

  public Ed25519IdentityKey(byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
    }
    this.seed = seed.clone();
    Ed25519.generatePublicKey(this.seed, 0, rawPublicKey, 0);
    try {
      publicKey = PublicKey.of(KeyType.ED25519, rawPublicKey);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A fresh key. */
  public static Ed25519IdentityKey generate(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(seed);
    return new Ed25519IdentityKey(seed);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, rawPublicKey, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  @Override
  public String toString() {
    return "Ed25519IdentityKey(" + peerId() + ")";
  }
}
