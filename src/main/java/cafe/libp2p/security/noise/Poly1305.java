package cafe.libp2p.security.noise;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The Poly1305 authenticator of RFC 8439, section 2.5, in arithmetic of 64 bits and without
 * branches on secrets. Here because the JDK's, which cannot be had alone, is six times slower on
 * processors without AVX-512, and with it the whole of Noise.
 *
 * <p>The accumulator is {@code h = h0 + 2^64 h1 + 2^128 h2}, the key's first half {@code r = r0 +
 * 2^64 r1}. Since r1 is a multiple of 4, {@code s1 = 5/4 r1} folds what exceeds 2^130 back.
 */
final class Poly1305 {
  static final int BLOCK = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long r0;
  private long r1;
  private long s1;
  private long pad0;
  private long pad1;
  private long h0;
  private long h1;
  private long h2;

  /** Starts a message with a key of 32 bytes, which must never be used again. */
  void start(byte[] key) {
    r0 = (long) LONG.get(key, 0) & 0x0ffffffc0fffffffL;
    r1 = (long) LONG.get(key, 8) & 0x0ffffffc0ffffffcL;
    s1 = r1 + (r1 >>> 2);
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
      byte[] last = Arrays.copyOf(Arrays.copyOfRange(array, offset + whole, offset + length), 16);
      blocks(last, 0, BLOCK);
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
    long a0 = h0;
    long a1 = h1;
    long a2 = h2;
    for (int i = offset; i < offset + length; i += BLOCK) {
      // a += block + 2^128
      long b0 = (long) LONG.get(array, i);
      long b1 = (long) LONG.get(array, i + 8);
      long sum0 = a0 + b0;
      long sum1 = a1 + b1;
      long carried = sum1 + carry(a0, b0, sum0);
      a2 += 1 + carry(a1, b1, sum1) + ((sum1 & ~carried) >>> 63);
      a0 = sum0;
      a1 = carried;

      // a *= r, the part above 2^128 folded into s1 already
      long low0 = a0 * r0;
      long high0 = Math.unsignedMultiplyHigh(a0, r0) + Math.unsignedMultiplyHigh(a1, s1);
      long part = a1 * s1;
      long d0 = low0 + part;
      high0 += carry(low0, part, d0);
      long low1 = a0 * r1;
      long high1 = Math.unsignedMultiplyHigh(a0, r1) + Math.unsignedMultiplyHigh(a1, r0);
      part = a1 * r0;
      long d1 = low1 + part;
      high1 += carry(low1, part, d1);
      part = a2 * s1;
      long d1b = d1 + part;
      high1 += carry(d1, part, d1b);
      long d1c = d1b + high0;
      long d2 = a2 * r0 + high1 + carry(d1b, high0, d1c);

      // fold what is above 2^130: 5/4 of it, since its lowest two bits stay
      long fold = (d2 >>> 2) + (d2 & ~3L);
      a2 = d2 & 3;
      a0 = d0 + fold;
      long up = carry(d0, fold, a0);
      a1 = d1c + up;
      a2 += carry(d1c, up, a1);
    }
    h0 = a0;
    h1 = a1;
    h2 = a2;
  }

  /** The carry of {@code sum = a + b}. */
  private static long carry(long a, long b, long sum) {
    return (a & b | (a | b) & ~sum) >>> 63;
  }

  /** Writes the tag of 16 bytes. */
  void finish(byte[] target, int offset) {
    // h - (2^130 - 5) if that is not negative, chosen without a branch
    long g0 = h0 + 5;
    long up = carry(h0, 5, g0);
    long g1 = h1 + up;
    long g2 = h2 + carry(h1, up, g1);
    long mask = -(g2 >>> 2 & 1);
    long t0 = h0 & ~mask | g0 & mask;
    long t1 = h1 & ~mask | g1 & mask;
    long tag0 = t0 + pad0;
    LONG.set(target, offset, tag0);
    LONG.set(target, offset + 8, t1 + pad1 + carry(t0, pad0, tag0));
  }
}
