package cafe.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Comparison of secrets in a time that does not depend on where they differ. */
public final class ConstantTime {
  private ConstantTime() {}

  /** Whether two byte strings are equal; only their lengths may leak. */
  public static boolean equal(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  /** Whether two texts are equal in UTF-8; only their lengths may leak. */
  public static boolean equal(String one, String other) {
    return equal(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
