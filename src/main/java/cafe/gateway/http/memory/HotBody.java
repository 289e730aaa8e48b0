package cafe.gateway.http.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes of a file in direct memory, shared by all answers that are sending it.
 *
 * <p>Counted by hand, because the memory must outlive its eviction for as long as a socket reads
 * from it, and not much longer. Whoever holds a count gives it back when his last write has
 * completed or failed, never before.
 */
public final class HotBody {
  private final ByteBuf bytes;
  private final Runnable whenFreed;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Takes over an empty buffer; its maker holds the first count. */
  public HotBody(ByteBuf bytes, Runnable whenFreed) {
    this.bytes = bytes;
    this.whenFreed = whenFreed;
  }

  public int size() {
    return bytes.capacity();
  }

  /** The memory, to be filled before anybody else gets it. */
  public ByteBuffer memory() {
    return bytes.nioBuffer(0, bytes.capacity());
  }

  /** Takes a count, unless the memory is gone already. */
  public boolean retain() {
    int count = holders.get();
    while (count > 0) {
      if (holders.compareAndSet(count, count + 1)) {
        return true;
      }
      count = holders.get();
    }
    return false;
  }

  /** Gives a count back. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      bytes.release();
      whenFreed.run();
    }
  }

  /** A view of all bytes, to be written while a count is held; its own count is of no use. */
  public ByteBuf whole() {
    return Unpooled.unreleasableBuffer(bytes.slice(0, bytes.capacity()));
  }

  /** A view of the bytes, to be written while a count is held. */
  public Buffer slice(long first, long length) {
    return BufferImpl.buffer(bytes.slice((int) first, (int) length));
  }
}
