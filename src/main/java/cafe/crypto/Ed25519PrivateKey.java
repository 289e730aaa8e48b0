package cafe.crypto;

import cafe.ipld.FormatException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 private key, made from a seed of 32 bytes.
 *
 * <p>Its libp2p protobuf form is {@code 08 01 12 40}, the seed and the public key; old data repeats
 * the public key once more ({@code 08 01 12 60}).
 */
public final class Ed25519PrivateKey {
  /** Length of the seed in bytes. */
  public static final int SEED_LENGTH = 32;

  private static final byte[] PROTOBUF = {0x08, 0x01, 0x12, 0x40};
  private static final byte[] OLD_PROTOBUF = {0x08, 0x01, 0x12, 0x60};

  private final byte[] seed;
  private final byte[] publicBytes;
  private final Ed25519PublicKey publicKey;

  private Ed25519PrivateKey(byte[] seed) {
    this.seed = seed;
    this.publicBytes = new byte[Ed25519PublicKey.LENGTH];
    Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
    this.publicKey = Ed25519PublicKey.of(publicBytes);
  }

  /** The key of a seed of 32 bytes. */
  public static Ed25519PrivateKey fromSeed(byte[] seed) {
    if (seed.length != SEED_LENGTH) {
      throw new FormatException("ed25519: a seed has 32 bytes");
    }
    return new Ed25519PrivateKey(seed.clone());
  }

  /** A new key. */
  public static Ed25519PrivateKey generate(SecureRandom random) {
    byte[] seed = new byte[SEED_LENGTH];
    random.nextBytes(seed);
    return new Ed25519PrivateKey(seed);
  }

  /** A key from its libp2p protobuf form, new or old; the public key in it must be the seed's. */
  public static Ed25519PrivateKey fromProtobuf(byte[] protobuf) {
    boolean known = is(protobuf, PROTOBUF) || is(protobuf, OLD_PROTOBUF);
    if (!known) {
      throw new FormatException("ed25519: not a private key in protobuf");
    }
    int start = PROTOBUF.length;
    byte[] seed = Arrays.copyOfRange(protobuf, start, start + SEED_LENGTH);
    Ed25519PrivateKey key = new Ed25519PrivateKey(seed);
    for (int at = start + SEED_LENGTH; at < protobuf.length; at += Ed25519PublicKey.LENGTH) {
      byte[] repeated = Arrays.copyOfRange(protobuf, at, at + Ed25519PublicKey.LENGTH);
      if (!ConstantTime.equal(repeated, key.publicBytes)) {
        throw new FormatException("ed25519: public key does not belong to the private key");
      }
    }
    return key;
  }

  private static boolean is(byte[] protobuf, byte[] head) {
    return protobuf.length == head.length + head[3] && Ed25519PublicKey.startsWith(protobuf, head);
  }

  /** The libp2p protobuf form. */
  public byte[] toProtobuf() {
    byte[] protobuf = Arrays.copyOf(PROTOBUF, PROTOBUF.length + PROTOBUF[3]);
    System.arraycopy(seed, 0, protobuf, PROTOBUF.length, SEED_LENGTH);
    System.arraycopy(publicBytes, 0, protobuf, PROTOBUF.length + SEED_LENGTH, publicBytes.length);
    return protobuf;
  }

  /** The public half. */
  public Ed25519PublicKey publicKey() {
    return publicKey;
  }

  /** The 64-byte signature of a message. */
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519PublicKey.SIGNATURE_LENGTH];
    Ed25519.sign(seed, 0, publicBytes, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /** The X25519 private key of the same secret: the clamped first half of SHA-512 of the seed. */
  public byte[] toX25519() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(seed);
      byte[] scalar = Arrays.copyOf(hash, X25519.SCALAR_SIZE);
      X25519.clampPrivateKey(scalar);
      return scalar;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy of the seed: a secret. */
  public byte[] seed() {
    return seed.clone();
  }

  /** Says only which key it is. */
  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
