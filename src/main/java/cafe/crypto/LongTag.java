package cafe.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tag of a sealed file that is longer than the JDK's cipher can take, which is 2 GiB (NIST SP
 * 800-38D allows 64). The cipher takes the beginning; from its tag there the hash so far is
 * recovered, and carried on.
 *
 * <p>GHASH is a polynomial in H over GF(2^128): with {@code n} blocks more it becomes the old value
 * times {@code H^n}, plus the hash of the {@code n} alone. That hash of each piece is what the JDK
 * computes for associated data, under a nonce that encrypts nothing.
 */
final class LongTag {
  private static final int BLOCK = 16;
  private static final int PIECE = 64 * 1024;
  private static final Element ONE = new Element(1L << 63, 0);

  private final SecretKeySpec key;
  private final byte[] nonce;
  private final Cipher block;
  private final Cipher pieces;
  private final Element h;
  private final Element inverse;
  private final Element perPiece;
  private final byte[] waiting = new byte[PIECE];
  private int filled;
  private long count;
  private long length;
  private Element hash;

  /**
   * Carries on after some ciphertext.
   *
   * @param tag the tag as if the ciphertext ended here
   * @param length of that ciphertext in bytes, whole blocks
   */
  LongTag(SecretKeySpec key, byte[] nonce, byte[] tag, long length) {
    this.key = key;
    this.nonce = nonce.clone();
    this.length = length;
    try {
      this.block = Cipher.getInstance("AES/ECB/NoPadding");
      block.init(Cipher.ENCRYPT_MODE, key);
      this.pieces = Cipher.getInstance("AES/GCM/NoPadding");
      this.h = Element.of(block.doFinal(new byte[BLOCK]));
      this.inverse = h.inverse();
      this.perPiece = h.power(PIECE / BLOCK);
      this.hash = withoutEnd(tag, nonce, new Element(0, 8 * length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes more ciphertext. */
  void update(byte[] bytes, int offset, int count) {
    for (int done = 0; done < count; ) {
      int n = Math.min(count - done, PIECE - filled);
      System.arraycopy(bytes, offset + done, waiting, filled, n);
      filled += n;
      done += n;
      if (filled == PIECE) {
        absorb(perPiece);
      }
    }
  }

  /** The tag of all of it; called once. */
  byte[] tag() {
    if (filled > 0) {
      absorb(h.power((filled + BLOCK - 1) / BLOCK));
    }
    try {
      Element ended = hash.plus(new Element(0, 8 * length)).times(h);
      return ended.plus(Element.of(block.doFinal(firstCounter(nonce)))).bytes();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void absorb(Element power) {
    try {
      // Never the file's own nonce; and each only once, on which the JDK insists.
      byte[] other = ByteBuffer.allocate(nonce.length).putLong(4, ++count).array();
      if (Arrays.equals(other, nonce)) {
        other = ByteBuffer.allocate(nonce.length).putLong(4, ++count).array();
      }
      pieces.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * BLOCK, other));
      pieces.updateAAD(waiting, 0, filled);
      Element alone = withoutEnd(pieces.doFinal(), other, new Element(8L * filled, 0));
      hash = hash.times(power).plus(alone);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    length += filled;
    filled = 0;
  }

  /** Takes from a tag what was added at its end: the lengths, and the nonce's own block. */
  private Element withoutEnd(byte[] tag, byte[] iv, Element lengths)
      throws GeneralSecurityException {
    Element masked = Element.of(block.doFinal(firstCounter(iv)));
    return Element.of(tag).plus(masked).times(inverse).plus(lengths);
  }

  private static byte[] firstCounter(byte[] iv) {
    byte[] counter = Arrays.copyOf(iv, BLOCK);
    counter[BLOCK - 1] = 1;
    return counter;
  }

  /**
   * An element of GF(2^128) as GCM writes it: the first bit is the constant term.
   *
   * @param high the first eight bytes
   * @param low the last eight
   */
  record Element(long high, long low) {
    private static final long REDUCTION = 0xe1L << 56;

    static Element of(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new Element(buffer.getLong(), buffer.getLong());
    }

    byte[] bytes() {
      return ByteBuffer.allocate(BLOCK).putLong(high).putLong(low).array();
    }

    Element plus(Element other) {
      return new Element(high ^ other.high, low ^ other.low);
    }

    /** Without branches: the factors are secret. */
    Element times(Element other) {
      long sumHigh = 0;
      long sumLow = 0;
      long shiftedHigh = other.high;
      long shiftedLow = other.low;
      for (int i = 0; i < 128; i++) {
        long word = i < 64 ? high : low;
        long mask = -(word >>> (63 - i % 64) & 1);
        sumHigh ^= shiftedHigh & mask;
        sumLow ^= shiftedLow & mask;
        long carry = -(shiftedLow & 1);
        shiftedLow = shiftedLow >>> 1 | shiftedHigh << 63;
        shiftedHigh = shiftedHigh >>> 1 ^ REDUCTION & carry;
      }
      return new Element(sumHigh, sumLow);
    }

    Element power(long exponent) {
      Element result = ONE;
      Element square = this;
      for (long left = exponent; left > 0; left >>= 1) {
        if ((left & 1) == 1) {
          result = result.times(square);
        }
        square = square.times(square);
      }
      return result;
    }

    /** By Fermat: to the power of 2^128 - 2. */
    Element inverse() {
      Element result = ONE;
      Element square = this;
      for (int i = 1; i < 128; i++) {
        square = square.times(square);
        result = result.times(square);
      }
      return result;
    }

    /** Tells nothing. */
    @Override
    public String toString() {
      return "element";
    }
  }
}
