package cafe.ipld.unixfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * First half of MurmurHash3 x64-128 with seed 0, by which sharded directories spread their entries;
 * not a cryptographic hash.
 */
final class Murmur3 {
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;
  private static final int BLOCK = 16;

  private Murmur3() {}

  static long hash64(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long h1 = 0;
    long h2 = 0;
    while (in.remaining() >= BLOCK) {
      h1 ^= mix1(in.getLong());
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mix2(in.getLong());
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    byte[] tail = new byte[BLOCK];
    in.get(tail, 0, in.remaining());
    ByteBuffer last = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
    // mixing zero gives zero, so that a short tail needs no care
    h1 ^= mix1(last.getLong());
    h2 ^= mix2(last.getLong());
    h1 ^= bytes.length;
    h2 ^= bytes.length;
    h1 += h2;
    h2 += h1;
    return finish(h1) + finish(h2);
  }

  private static long mix1(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mix2(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long finish(long h) {
    long mixed = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
