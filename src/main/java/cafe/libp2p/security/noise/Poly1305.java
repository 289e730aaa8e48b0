package cafe.libp2p.security.noise;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The Poly1305 authenticator of RFC 8439, section 2.5, without branches or look-ups on secrets.
 * Here because the JDK's, which cannot be had alone, is several times slower on processors without
 * AVX-512, and with it the whole of Noise.
 *
 * <p>Numbers are three limbs of 44, 44 and 42 bits. A product of limbs is taken in two parts, below
 * and above 2^44, so that sums of them never overflow and no carry is lost: the part above is the
 * upper half of the product of both factors shifted left by 10. What exceeds 2^130 comes back times
 * 5, and since the limbs' weights are 4 short of that, times 20.
 */
final class Poly1305 {
  static final int BLOCK = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long M44 = (1L << 44) - 1;
  private static final long M42 = (1L << 42) - 1;
  private static final int SHIFT = 10;

  // The key: r in limbs, and the second half, which is added at the end.
  private long r0;
  private long r1;
  private long r2;
  private long pad0;
  private long pad1;

  // The accumulator.
  private long h0;
  private long h1;
  private long h2;

  /** Starts a message with a key of 32 bytes, which must never be used again. */
  void start(byte[] key) {
    long low = (long) LONG.get(key, 0) & 0x0ffffffc0fffffffL;
    long high = (long) LONG.get(key, 8) & 0x0ffffffc0ffffffcL;
    r0 = low & M44;
    r1 = (low >>> 44 | high << 20) & M44;
    r2 = high >>> 24;
    pad0 = (long) LONG.get(key, 16);
    pad1 = (long) LONG.get(key, 24);
    h0 = 0;
    h1 = 0;
    h2 = 0;
  }

  /** Adds bytes, padded with zeros to whole blocks as the AEAD construction has it. */
  void updatePadded(byte[] array, int offset, int length) {
    int whole = length & -BLOCK;
    blocks(array, offset, whole);
    if (whole < length) {
      byte[] last = Arrays.copyOfRange(array, offset + whole, offset + length);
      blocks(Arrays.copyOf(last, BLOCK), 0, BLOCK);
    }
  }

  /** Adds the block that ends an AEAD message. */
  void updateLengths(long associated, long ciphertext) {
    byte[] block = new byte[BLOCK];
    LONG.set(block, 0, associated);
    LONG.set(block, 8, ciphertext);
    blocks(block, 0, BLOCK);
  }

  private void blocks(byte[] array, int offset, int length) {
    long s1 = 20 * r1;
    long s2 = 20 * r2;
    long r0s = r0 << SHIFT;
    long r1s = r1 << SHIFT;
    long r2s = r2 << SHIFT;
    long s1s = s1 << SHIFT;
    long s2s = s2 << SHIFT;
    long a0 = h0;
    long a1 = h1;
    long a2 = h2;
    for (int i = offset; i < offset + length; i += BLOCK) {
      // a += block + 2^128
      long low = (long) LONG.get(array, i);
      long high = (long) LONG.get(array, i + 8);
      a0 += low & M44;
      a1 += (low >>> 44 | high << 20) & M44;
      a2 += high >>> 24 | 1L << 40;
      long a0s = a0 << SHIFT;
      long a1s = a1 << SHIFT;
      long a2s = a2 << SHIFT;

      // d = a * r
      long d0 = (a0 * r0 & M44) + (a1 * s2 & M44) + (a2 * s1 & M44);
      long d1 = (a0 * r1 & M44) + (a1 * r0 & M44) + (a2 * s2 & M44);
      long d2 = (a0 * r2 & M44) + (a1 * r1 & M44) + (a2 * r0 & M44);
      d1 += up(a0s, r0s) + up(a1s, s2s) + up(a2s, s1s);
      d2 += up(a0s, r1s) + up(a1s, r0s) + up(a2s, s2s);
      long d3 = up(a0s, r2s) + up(a1s, r1s) + up(a2s, r0s);

      // a = d, carried
      d1 += d0 >>> 44;
      d2 += d1 >>> 44;
      a2 = d2 & M42;
      a0 = (d0 & M44) + 5 * ((d3 << 2) + (d2 >>> 42));
      a1 = (d1 & M44) + (a0 >>> 44);
      a0 &= M44;
    }
    h0 = a0;
    h1 = a1;
    h2 = a2;
  }

  /** The part above 2^44 of the product of two limbs, both shifted. */
  private static long up(long a, long b) {
    return Math.multiplyHigh(a, b);
  }

  /** Writes the tag of 16 bytes. */
  void finish(byte[] target, int offset) {
    for (int i = 0; i < 2; i++) {
      h2 += h1 >>> 44;
      h1 &= M44;
      h0 += 5 * (h2 >>> 42);
      h2 &= M42;
      h1 += h0 >>> 44;
      h0 &= M44;
    }
    // h - (2^130 - 5) if that is not negative, chosen without a branch
    long g0 = h0 + 5;
    long g1 = h1 + (g0 >>> 44);
    long g2 = h2 + (g1 >>> 44);
    long mask = -(g2 >>> 42);
    long t0 = h0 & ~mask | g0 & M44 & mask;
    long t1 = h1 & ~mask | g1 & M44 & mask;
    long t2 = h2 & ~mask | g2 & M42 & mask;

    // h + pad modulo 2^128
    long sum0 = t0 + (pad0 & M44);
    long sum1 = t1 + ((pad0 >>> 44 | pad1 << 20) & M44) + (sum0 >>> 44);
    long sum2 = t2 + (pad1 >>> 24) + (sum1 >>> 44);
    LONG.set(target, offset, sum0 & M44 | sum1 << 44);
    LONG.set(target, offset + 8, (sum1 & M44) >>> 20 | sum2 << 24);
  }
}
