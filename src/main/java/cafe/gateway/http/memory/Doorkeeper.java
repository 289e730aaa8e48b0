package cafe.gateway.http.memory;

import cafe.ipld.Cid;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Lets a file into memory at its second request: one scan over many files changes nothing there.
 * Remembers by one bit in 64 Ki and forgets all after 8 Ki files; a wrong yes costs little.
 */
public final class Doorkeeper {
  private static final int BITS = 1 << 16;
  private static final int CAPACITY = 1 << 13;

  private final AtomicLongArray seen = new AtomicLongArray(BITS / Long.SIZE);
  private final AtomicInteger count = new AtomicInteger();

  /** Whether the file was asked for before, as far as is remembered; remembers it. */
  public boolean admits(Cid cid) {
    int bit = (cid.hashCode() * 0x9E3779B9) >>> (Integer.SIZE - 16);
    long mask = 1L << bit;
    long before = seen.getAndUpdate(bit / Long.SIZE, word -> word | mask);
    if ((before & mask) == 0 && count.incrementAndGet() >= CAPACITY) {
      forget();
    }
    return (before & mask) != 0;
  }

  private void forget() {
    for (int i = 0; i < seen.length(); i++) {
      seen.set(i, 0);
    }
    count.set(0);
  }
}
