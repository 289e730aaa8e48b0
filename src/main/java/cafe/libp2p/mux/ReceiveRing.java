package cafe.libp2p.mux;

import java.nio.ByteBuffer;

/**
 * Received bytes that nobody has read yet: a ring that grows with its content, so that many small
 * frames cost no more than one large one, and that holds little while it is empty.
 */
final class ReceiveRing {
  private static final int SMALL = 1024;

  /** An array up to this size is kept while the stream is open. */
  private static final int KEPT = 4 * 1024;

  private static final byte[] NONE = {};

  private byte[] ring = NONE;
  private int head;
  private int size;

  int size() {
    return size;
  }

  /** Takes all remaining bytes of the source. */
  void put(ByteBuffer source) {
    int count = source.remaining();
    reserve(size + count);
    int tail = (head + size) & (ring.length - 1);
    int first = Math.min(count, ring.length - tail);
    source.get(ring, tail, first);
    source.get(ring, 0, count - first);
    size += count;
  }

  /** Moves at most that many bytes to the target. */
  int take(byte[] target, int offset, int max) {
    int count = Math.min(max, size);
    int first = Math.min(count, ring.length - head);
    System.arraycopy(ring, head, target, offset, first);
    System.arraycopy(ring, 0, target, offset + first, count - first);
    head = (head + count) & (ring.length - 1);
    size -= count;
    return count;
  }

  /** Gives a large array back if there is nothing in it. */
  void shrink() {
    if (size == 0) {
      head = 0;
      if (ring.length > KEPT) {
        ring = NONE;
      }
    }
  }

  void clear() {
    size = 0;
    head = 0;
    ring = NONE;
  }

  private void reserve(int needed) {
    if (needed <= ring.length) {
      return;
    }
    int length = Math.max(SMALL, Integer.highestOneBit(2 * needed - 1)); // the next power of two
    byte[] larger = new byte[length];
    int kept = size;
    int moved = kept == 0 ? 0 : take(larger, 0, kept);
    ring = larger;
    head = 0;
    size = moved;
  }
}
