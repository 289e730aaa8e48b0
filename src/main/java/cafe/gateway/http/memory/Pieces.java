package cafe.gateway.http.memory;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Direct buffers by which bodies leave: all of one size, kept for the next. */
public final class Pieces {
  /** Bytes of one. */
  public static final int SIZE = 64 * 1024;

  private final BlockingQueue<ByteBuf> idle;
  private final AtomicInteger lent = new AtomicInteger();

  /** Keeps at most so many that are not in use. */
  public Pieces(int kept) {
    this.idle = new LinkedBlockingQueue<>(kept);
  }

  /**
   * A buffer with anything in it.
   *
   * @throws CafeException {@link Fault#OVERLOADED} if direct memory is used up
   */
  public ByteBuf take() {
    ByteBuf piece = idle.poll();
    if (piece == null) {
      piece = allocate();
    }
    lent.incrementAndGet();
    return piece;
  }

  private static ByteBuf allocate() {
    try {
      return UnpooledByteBufAllocator.DEFAULT.directBuffer(SIZE, SIZE);
    } catch (OutOfMemoryError e) {
      // of direct memory, of which others may have taken too much: the heap is not concerned
      throw new CafeException(Fault.OVERLOADED, "Too many answers at once", e);
    }
  }

  /** Takes a buffer back that no socket reads from any more. */
  public void giveBack(ByteBuf piece) {
    lent.decrementAndGet();
    if (!idle.offer(piece)) {
      piece.release();
    }
  }

  /** How many are in use. */
  public int lent() {
    return lent.get();
  }
}
