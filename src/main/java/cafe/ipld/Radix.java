package cafe.ipld;

import java.util.Arrays;

/**
 * Text in a base that is no power of two: the big-endian number written in that base, each leading
 * zero byte as one leading zero digit. Shared by base58 and base36.
 *
 * <p>The cost is quadratic, hence the cap. Five digits are handled at once in 32-bit limbs, so that
 * peer ids and CIDs take well under a microsecond.
 */
final class Radix {
  static final int MAX_TEXT = 1024;
  static final int MAX_BYTES = 640;

  private static final int GROUP = 5;
  private static final long LIMB = 0xffff_ffffL;

  private final String name;
  private final char[] alphabet;
  private final byte[] values = new byte[128];
  private final int[] powers = new int[GROUP + 1];

  Radix(String name, String alphabet, boolean foldCase) {
    this.name = name;
    this.alphabet = alphabet.toCharArray();
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < this.alphabet.length; i++) {
      values[this.alphabet[i]] = (byte) i;
      if (foldCase) {
        values[Character.toUpperCase(this.alphabet[i])] = (byte) i;
      }
    }
    powers[0] = 1;
    for (int i = 1; i <= GROUP; i++) {
      powers[i] = powers[i - 1] * this.alphabet.length;
    }
  }

  String encode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new FormatException(name + ": too long");
    }
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    int[] limbs = limbs(bytes, zeros);
    // log(256)/log(36) < 1.55 digits a byte, rounded up to whole groups
    char[] text = new char[zeros + (bytes.length - zeros) * 155 / 100 + 2 * GROUP];
    int at = text.length;
    for (int top = 0; top < limbs.length; ) {
      at = putGroup(text, at, divide(limbs, top));
      while (top < limbs.length && limbs[top] == 0) {
        top++;
      }
    }
    while (at < text.length && text[at] == alphabet[0]) {
      at++;
    }
    Arrays.fill(text, at - zeros, at, alphabet[0]);
    return new String(text, at - zeros, text.length - at + zeros);
  }

  private static int[] limbs(byte[] bytes, int from) {
    int[] limbs = new int[(bytes.length - from + 3) / 4];
    for (int i = bytes.length - 1, bit = 0; i >= from; i--, bit += 8) {
      limbs[limbs.length - 1 - bit / 32] |= (bytes[i] & 0xff) << (bit % 32);
    }
    return limbs;
  }

  /** Divides in place by one group's power and gives the remainder. */
  private int divide(int[] limbs, int top) {
    long divisor = powers[GROUP];
    long remainder = 0;
    for (int i = top; i < limbs.length; i++) {
      long dividend = remainder << 32 | limbs[i] & LIMB;
      limbs[i] = (int) (dividend / divisor);
      remainder = dividend % divisor;
    }
    return (int) remainder;
  }

  private int putGroup(char[] text, int end, int group) {
    int at = end;
    int rest = group;
    for (int i = 0; i < GROUP; i++) {
      text[--at] = alphabet[rest % alphabet.length];
      rest /= alphabet.length;
    }
    return at;
  }

  byte[] decode(String text) {
    if (text.length() > MAX_TEXT) {
      throw new FormatException(name + ": too long");
    }
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == alphabet[0]) {
      zeros++;
    }
    // log2(58) < 6 bits a digit
    int[] limbs = new int[((text.length() - zeros) * 6 + 31) / 32];
    int low = limbs.length;
    for (int at = zeros; at < text.length(); ) {
      int digits = Math.min(GROUP, text.length() - at);
      int group = 0;
      for (int i = 0; i < digits; i++) {
        group = group * alphabet.length + digit(text.charAt(at++));
      }
      low = multiplyAdd(limbs, low, powers[digits], group);
    }
    return bytes(limbs, low, zeros);
  }

  private int digit(char c) {
    int value = c < values.length ? values[c] : -1;
    if (value < 0) {
      throw new FormatException(name + ": invalid character");
    }
    return value;
  }

  /** {@code limbs = limbs * factor + addend}; answers the index of the highest limb in use. */
  private static int multiplyAdd(int[] limbs, int low, int factor, int addend) {
    long carry = addend;
    int i = limbs.length - 1;
    for (; i >= low; i--) {
      carry += (limbs[i] & LIMB) * factor;
      limbs[i] = (int) carry;
      carry >>>= 32;
    }
    if (carry != 0) {
      limbs[i] = (int) carry;
      return i;
    }
    return low;
  }

  private static byte[] bytes(int[] limbs, int low, int zeros) {
    int top = low < limbs.length ? 4 - Integer.numberOfLeadingZeros(limbs[low]) / 8 : 0;
    int length = low < limbs.length ? (limbs.length - low - 1) * 4 + top : 0;
    byte[] bytes = new byte[zeros + length];
    for (int i = 0; i < length; i++) {
      int limb = limbs[limbs.length - 1 - i / 4];
      bytes[bytes.length - 1 - i] = (byte) (limb >>> (i % 4 * 8));
    }
    return bytes;
  }
}
