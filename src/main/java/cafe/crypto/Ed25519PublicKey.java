package cafe.crypto;

import cafe.ipld.FormatException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 public key (RFC 8032): 32 bytes, of a peer, an account or a thread.
 *
 * <p>Its libp2p protobuf form is {@code 08 01 12 20} and the key.
 */
public final class Ed25519PublicKey {
  /** Length of the key in bytes. */
  public static final int LENGTH = 32;

  /** Length of a signature in bytes. */
  public static final int SIGNATURE_LENGTH = 64;

  private static final byte[] PROTOBUF = {0x08, 0x01, 0x12, LENGTH};
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private final byte[] bytes;

  private Ed25519PublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A key of 32 bytes; whether they are a point of the curve shows when it is used. */
  public static Ed25519PublicKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new FormatException("ed25519: a public key has 32 bytes");
    }
    return new Ed25519PublicKey(bytes.clone());
  }

  /** A key from its libp2p protobuf form. */
  public static Ed25519PublicKey fromProtobuf(byte[] protobuf) {
    if (protobuf.length != PROTOBUF.length + LENGTH || !startsWith(protobuf, PROTOBUF)) {
      throw new FormatException("ed25519: not a public key in protobuf");
    }
    return new Ed25519PublicKey(Arrays.copyOfRange(protobuf, PROTOBUF.length, protobuf.length));
  }

  static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The libp2p protobuf form. */
  public byte[] toProtobuf() {
    byte[] protobuf = Arrays.copyOf(PROTOBUF, PROTOBUF.length + LENGTH);
    System.arraycopy(bytes, 0, protobuf, PROTOBUF.length, LENGTH);
    return protobuf;
  }

  /** Whether the signature of a message is by this key; false for one of a wrong length. */
  public boolean verify(byte[] message, byte[] signature) {
    return verify(message, 0, message.length, signature);
  }

  /** As {@link #verify(byte[], byte[])}, for a message inside an array. */
  public boolean verify(byte[] bytes, int offset, int length, byte[] signature) {
    return signature.length == SIGNATURE_LENGTH
        && Ed25519.verify(signature, 0, this.bytes, 0, bytes, offset, length);
  }

  /**
   * The X25519 public key of the same secret, to which boxes are sealed: {@code (1+y)/(1-y)}.
   *
   * @throws FormatException if the key is no point of the curve or of small order
   */
  public byte[] toX25519() {
    if (!Ed25519.validatePublicKeyPartial(bytes, 0)) {
      throw new FormatException("ed25519: not a point of the curve");
    }
    byte[] bigEndian = reversed(bytes);
    bigEndian[0] &= 0x7f;
    BigInteger y = new BigInteger(1, bigEndian);
    BigInteger divisor = BigInteger.ONE.subtract(y).mod(P);
    if (divisor.signum() == 0) {
      throw new FormatException("ed25519: point of small order");
    }
    BigInteger u = BigInteger.ONE.add(y).multiply(divisor.modInverse(P)).mod(P);
    byte[] number = u.toByteArray();
    byte[] padded = new byte[LENGTH];
    int length = Math.min(number.length, LENGTH);
    System.arraycopy(number, number.length - length, padded, LENGTH - length, length);
    return reversed(padded);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ed25519PublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The account text of the key, see {@link Strkey}. */
  @Override
  public String toString() {
    return Strkey.ADDRESS.encode(bytes);
  }
}
