package cafe.identity.tokens;

import cafe.ipld.Base58;
import cafe.ipld.FormatException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The two halves of a token's text: an id of 12 bytes and a secret of 32. */
final class TokenText {

  static final int ID_LENGTH = 12;
  static final int LENGTH = 44;
  private static final int MAX_TEXT = 256;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");

  private final byte[] bytes;

  private TokenText(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The halves of a text; empty if it is not base58 of 44 bytes or more. What is too long belongs
   * to the secret, which then matches nothing.
   */
  static Optional<TokenText> parse(String text) {
    if (text.length() > MAX_TEXT) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base58.decode(text);
      return bytes.length < LENGTH ? Optional.empty() : Optional.of(new TokenText(bytes));
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  /** Whether a text may be a token's id. */
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  static TokenText create(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new TokenText(bytes);
  }

  String id() {
    return HexFormat.of().formatHex(bytes, 0, ID_LENGTH);
  }

  byte[] secret() {
    return Arrays.copyOfRange(bytes, ID_LENGTH, bytes.length);
  }

  int length() {
    return bytes.length;
  }

  /** A name for both halves together, which tells nothing of the secret. */
  String fingerprint() {
    return HexFormat.of().formatHex(SecretHash.sha256(bytes));
  }

  /** The text itself: a secret. */
  String text() {
    return Base58.encode(bytes);
  }

  @Override
  public String toString() {
    return "token " + id();
  }
}
