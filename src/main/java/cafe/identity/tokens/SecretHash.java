package cafe.identity.tokens;

import cafe.crypto.ConstantTime;
import cafe.ipld.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * Hashes of token secrets as text: {@code sha256$…} for ours, which are 256 random bits; bcrypt's
 * own form for tokens of the original, over the secret's raw bytes, zeros included.
 */
final class SecretHash {

  private static final String SHA256 = "sha256$";
  private static final byte[] PURPOSE = "cafe access token\0".getBytes(StandardCharsets.US_ASCII);

  // Cost 4 to 12: more would let a single check cost seconds.
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[ab]\\$(0[4-9]|1[0-2])\\$[./A-Za-z0-9]{53}");

  private SecretHash() {}

  static String of(byte[] secret) {
    return SHA256 + HexFormat.of().formatHex(sha256(PURPOSE, secret));
  }

  static boolean isBcrypt(String hash) {
    return BCRYPT.matcher(hash).matches();
  }

  static boolean matches(String hash, byte[] secret) {
    if (isBcrypt(hash)) {
      // bcrypt looks at 72 bytes, the original's library too.
      return OpenBSDBCrypt.checkPassword(hash, secret);
    }
    return ConstantTime.equal(hash, of(secret));
  }

  static byte[] sha256(byte[]... parts) {
    MessageDigest digest = Sha256.digest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
