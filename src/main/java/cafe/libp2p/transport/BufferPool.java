package cafe.libp2p.transport;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Large arrays that go from one busy connection to the next, so that a quiet one need hold none. At
 * most {@link #KEPT} of each size are kept; what nobody gives back is left to the collector.
 */
public final class BufferPool {
  /** Fits a data frame of a muxer, encrypted. */
  public static final int MEDIUM = 20 * 1024;

  /** Fits the longest frame of Noise. */
  public static final int LARGE = 128 * 1024;

  private static final int KEPT = 64;

  private static final ArrayBlockingQueue<byte[]> MEDIUMS = new ArrayBlockingQueue<>(KEPT);
  private static final ArrayBlockingQueue<byte[]> LARGES = new ArrayBlockingQueue<>(KEPT);

  private BufferPool() {}

  /** An array of at least that size; its content is arbitrary. */
  public static byte[] take(int size) {
    if (size > LARGE) {
      return new byte[size];
    }
    byte[] pooled = size <= MEDIUM ? MEDIUMS.poll() : LARGES.poll();
    return pooled != null ? pooled : new byte[size <= MEDIUM ? MEDIUM : LARGE];
  }

  /** Takes an array back that nobody uses any more; arrays of other sizes are ignored. */
  public static void give(byte @Nullable [] array) {
    if (array != null && array.length == MEDIUM) {
      boolean _ = MEDIUMS.offer(array);
    } else if (array != null && array.length == LARGE) {
      boolean _ = LARGES.offer(array);
    }
  }
}
