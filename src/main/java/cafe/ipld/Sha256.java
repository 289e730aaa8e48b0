package cafe.ipld;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 objects without a provider look-up for each: a clone of one that was never fed. */
public final class Sha256 {
  /** Length of a digest in bytes. */
  public static final int LENGTH = 32;

  private static final MessageDigest FRESH = lookUp();

  private Sha256() {}

  /** A fresh digest, to be used by one thread. */
  public static MessageDigest digest() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      return lookUp();
    }
  }

  /** The 32-byte digest of data. */
  public static byte[] hash(byte[] data) {
    return digest().digest(data);
  }

  private static MessageDigest lookUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
