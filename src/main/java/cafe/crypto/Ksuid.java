package cafe.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Identifiers as the original makes them (KSUID): 27 base62 characters of a 32-bit time in seconds
 * and 128 random bits. They sort by time as text.
 */
public final class Ksuid {
  /** Length of the text in characters. */
  public static final int LENGTH = 27;

  private static final long EPOCH = 1_400_000_000L;
  private static final int RANDOM_BYTES = 16;
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private Ksuid() {}

  /** A new identifier. */
  public static String create(Instant now, SecureRandom random) {
    byte[] payload = new byte[RANDOM_BYTES];
    random.nextBytes(payload);
    return encode((int) (now.getEpochSecond() - EPOCH), payload);
  }

  static String encode(int seconds, byte[] payload) {
    ByteBuffer words = ByteBuffer.wrap(payload);
    int[] number = {seconds, words.getInt(), words.getInt(), words.getInt(), words.getInt()};
    char[] text = new char[LENGTH];
    for (int at = LENGTH - 1; at >= 0; at--) {
      long remainder = 0;
      for (int i = 0; i < number.length; i++) {
        long dividend = remainder << 32 | number[i] & 0xffff_ffffL;
        number[i] = (int) (dividend / ALPHABET.length());
        remainder = dividend % ALPHABET.length();
      }
      text[at] = ALPHABET.charAt((int) remainder);
    }
    return new String(text);
  }

  /** Whether a text has the form of an identifier. */
  public static boolean isValid(String text) {
    return text.length() == LENGTH && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
  }
}
