package cafe.libp2p.mux;

import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.transport.BufferPool;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gathers frames for the writer thread; see the package's note. A quiet connection keeps two arrays
 * of {@link #SMALL} bytes; the bound grows with the bytes that the peer has taken, from {@link
 * #FIRST_CAPACITY} to the configured one, so that a connection which stalls early holds little.
 */
public final class SendQueue {
  private static final int SMALL = 2 * 1024;
  private static final int FIRST_CAPACITY = 16 * 1024;

  /** Control frames that may pile up behind a full queue before the peer is given up. */
  private static final int CONTROL_RESERVE = 16 * 1024;

  /** What is queued when a connection is closed has this long to leave. */
  private static final long CLOSING_NANOS = 3_000_000_000L;

  private final SecureChannel channel;
  private final int maxCapacity;
  private final int headroom;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();

  private final byte[] smallPending;
  private final byte[] smallSpare;
  private byte[] pending;
  private byte[] spare;
  private int length;
  private long sent;
  private boolean closing;
  private @Nullable IOException failure;

  /** When the write in progress began, by {@link System#nanoTime}; 0 if there is none. */
  private volatile long writingSince;

  /** When the last bytes began to be sent; 0 while the connection is in use. */
  private volatile long closingSince;

  public SendQueue(SecureChannel channel, int maxCapacity) {
    this.channel = channel;
    this.headroom = channel.headroom();
    this.maxCapacity = Math.min(maxCapacity, channel.maxPlaintext());
    this.smallPending = new byte[SMALL];
    this.smallSpare = new byte[SMALL];
    this.pending = smallPending;
    this.spare = smallSpare;
  }

  /**
   * Appends a control frame. Never blocks; a peer that lets too many pile up is given up.
   *
   * @param wake false if a data frame of the same stream follows at once, to go out with it
   */
  public void control(byte[] frame, boolean wake) throws IOException {
    lock.lock();
    try {
      requireOpen();
      if (length + frame.length > maxCapacity + CONTROL_RESERVE) {
        failure = new IOException("peer takes no answers");
        work.signal();
        throw failure;
      }
      append(ByteBuffer.wrap(frame));
      if (wake) {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Appends header and payload as one frame, waiting for room.
   *
   * @param deadline by {@link System#nanoTime}
   * @throws SocketTimeoutException if there was no room in time; nothing has been appended then
   */
  public void data(byte[] header, ByteBuffer payload, long deadline) throws IOException {
    lock.lock();
    try {
      requireOpen();
      int size = header.length + payload.remaining();
      while (length > 0 && length + size > capacity()) {
        awaitRoom(deadline);
        requireOpen();
      }
      append(ByteBuffer.wrap(header));
      append(payload);
      work.signal();
    } finally {
      if (length < capacity()) {
        room.signal(); // one wakes the next, so that nobody wakes in vain
      }
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private void awaitRoom(long deadline) throws IOException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("peer takes no data");
    }
    work.signal(); // what fills the queue may have been appended without a wake
    try {
      room.awaitNanos(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing");
    }
  }

  private int capacity() {
    return Math.clamp(sent >>> 4, Math.min(FIRST_CAPACITY, maxCapacity), maxCapacity);
  }

  private void requireOpen() throws IOException {
    if (failure != null) {
      throw new IOException("connection lost", failure);
    }
    if (closing) {
      throw new IOException("connection closed");
    }
  }

  private void append(ByteBuffer bytes) {
    int count = bytes.remaining();
    int needed = headroom + length + count + channel.tailroom();
    if (needed > pending.length) {
      byte[] larger = BufferPool.take(needed);
      System.arraycopy(pending, 0, larger, 0, headroom + length);
      BufferPool.give(pending);
      pending = larger;
    }
    bytes.get(pending, headroom + length, count);
    length += count;
  }

  /** The writer's loop: sends until closed or broken, then closes the channel. */
  public void run() {
    try {
      for (int count = take(); count > 0; count = take()) {
        send(spare, count);
      }
    } catch (IOException e) {
      fail(e);
    } finally {
      try {
        channel.close();
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  /** Swaps the arrays once there is something to send; 0 when closed. */
  private int take() throws IOException {
    lock.lock();
    try {
      writingSince = 0;
      while (length == 0 && !closing && failure == null) {
        BufferPool.give(spare);
        BufferPool.give(pending);
        spare = smallSpare;
        pending = smallPending;
        work.awaitUninterruptibly();
      }
      if (failure != null) {
        throw failure;
      }
      byte[] full = pending;
      pending = spare;
      spare = full;
      int count = length;
      length = 0;
      sent += count;
      if (count > 0) {
        writingSince = System.nanoTime() | 1;
        room.signal();
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void send(byte[] array, int count) throws IOException {
    int max = channel.maxPlaintext();
    if (count <= max) {
      channel.write(array, headroom, count);
      return;
    }
    byte[] piece = new byte[headroom + max + channel.tailroom()];
    for (int done = 0; done < count; ) {
      int part = Math.min(max, count - done);
      System.arraycopy(array, headroom + done, piece, headroom, part);
      channel.write(piece, headroom, part);
      done += part;
    }
  }

  /** True if a write has been in progress for longer than that, or a good-bye for long. */
  public boolean stalled(long now, long nanos) {
    long since = writingSince;
    long end = closingSince;
    return since != 0 && now - since > nanos || end != 0 && now - end > CLOSING_NANOS;
  }

  /** Lets the writer send what is queued and end. */
  public void finish() {
    lock.lock();
    try {
      closing = true;
      closingSince = System.nanoTime() | 1;
      work.signal();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the writer and everybody who waits for room. */
  public void fail(IOException reason) {
    lock.lock();
    try {
      if (failure == null) {
        failure = reason;
      }
      work.signal();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
