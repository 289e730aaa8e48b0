package cafe.ipld;

/**
 * Base58 in Bitcoin's alphabet: peer ids, CIDv0, access tokens, content keys and account texts.
 *
 * <p>At most 1,024 characters or 640 bytes, because the conversion is quadratic.
 */
public final class Base58 {
  static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  static final Radix RADIX = new Radix("base58", ALPHABET, false);

  private Base58() {}

  /** Text of up to 640 bytes. */
  public static String encode(byte[] bytes) {
    return RADIX.encode(bytes);
  }

  /** Bytes of up to 1,024 characters; the empty text is zero bytes. */
  public static byte[] decode(String text) {
    return RADIX.decode(text);
  }
}
