package cafe.libp2p.mux;

import cafe.libp2p.StreamResetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a muxer: the state of both directions, what has been received, and the waiting. What
 * goes on the wire, and when the peer may send more, is for the subclass.
 */
public abstract class MuxedStream {
  /** The longest payload of a frame that we send: short enough that streams take turns. */
  protected static final int MAX_DATA = 16 * 1024;

  protected final ReentrantLock lock = new ReentrantLock();
  private final Condition readable = lock.newCondition();
  private final Condition writable = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final ReceiveRing received = new ReceiveRing();

  private boolean localEnd;
  private boolean remoteEnd;
  private boolean abandoned;
  private long lingerSince;
  private @Nullable IOException failure;

  /** Where the reader that waits wants its bytes. */
  private @Nullable ByteBuffer waiting;

  private volatile long readNanos;
  private volatile long writeNanos;

  protected MuxedStream(Duration readTimeout, Duration writeTimeout) {
    this.readNanos = readTimeout.toNanos();
    this.writeNanos = writeTimeout.toNanos();
  }

  // What a subclass does; all but sendData are called with the lock held and must not block.

  /** How many bytes may be sent now; called with the lock held. */
  protected abstract int sendable();

  /** Sends one data frame of at most {@link #sendable} bytes; called without the lock. */
  protected abstract void sendData(byte[] bytes, int offset, int count, long deadline)
      throws IOException;

  /** Accounts for bytes about to be sent. */
  protected abstract void beforeData(int count) throws IOException;

  protected abstract void sendEnd() throws IOException;

  protected abstract void sendReset() throws IOException;

  /** The reader has taken that many bytes; {@code left} are still buffered. */
  protected abstract void consumed(int count, int left) throws IOException;

  /** Both directions have ended: forget the stream. */
  protected abstract void ended();

  // What users call.

  public final InputStream input() {
    return new Input();
  }

  public final OutputStream output() {
    return new Output();
  }

  public final void readTimeout(Duration timeout) {
    readNanos = timeout.toNanos();
  }

  /** What bounds each following read; zero means no bound. */
  public final Duration readTimeout() {
    return Duration.ofNanos(readNanos);
  }

  public final void writeTimeout(Duration timeout) {
    writeNanos = timeout.toNanos();
  }

  /** Ends our direction. */
  public final void closeWrite() throws IOException {
    lock.lock();
    try {
      if (localEnd || failure != null) {
        return;
      }
      localEnd = true;
      writable.signalAll();
      sendEnd();
      forgetIfEnded();
    } finally {
      lock.unlock();
    }
  }

  /** Ends our direction and gives up reading. */
  public final void close() {
    lock.lock();
    try {
      abandoned = true;
      received.clear();
      lingerSince = System.nanoTime() | 1;
      readable.signalAll();
      drained.signalAll();
      closeWrite();
    } catch (IOException e) {
      fail(e);
    } finally {
      lock.unlock();
    }
  }

  /** Aborts both directions. */
  public final void reset() {
    lock.lock();
    try {
      if (failure == null && !(localEnd && remoteEnd && received.size() == 0)) {
        sendReset();
      }
      abandoned = true;
      received.clear();
      fail(new StreamResetException("stream reset by us"));
    } catch (IOException e) {
      fail(e);
    } finally {
      lock.unlock();
    }
  }

  // What the muxer's reader calls.

  /** Takes received bytes, all of the source; throws them away if nobody will read them. */
  protected final void deliver(ByteBuffer source) {
    lock.lock();
    try {
      if (abandoned || failure != null || remoteEnd) {
        source.position(source.limit());
        return;
      }
      if (waiting != null && received.size() == 0) {
        int count = Math.min(source.remaining(), waiting.remaining());
        waiting.put(source.slice(source.position(), count));
        source.position(source.position() + count);
      }
      if (source.hasRemaining()) {
        received.put(source);
      }
      readable.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until less than that is buffered; false if it takes too long. */
  protected final boolean awaitDrained(int limit, long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (received.size() >= limit && !abandoned && failure == null) {
        if (left <= 0) {
          return false;
        }
        left = drained.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  protected final int buffered() {
    lock.lock();
    try {
      return received.size();
    } finally {
      lock.unlock();
    }
  }

  /** The peer has ended its direction. */
  protected final void remoteEnded() {
    lock.lock();
    try {
      remoteEnd = true;
      readable.signalAll();
      forgetIfEnded();
    } finally {
      lock.unlock();
    }
  }

  /** The stream has failed: the peer reset it, or the connection was lost. */
  protected final void fail(IOException reason) {
    lock.lock();
    try {
      if (failure == null) {
        failure = reason;
        if (!remoteEnd && reason instanceof StreamResetException) {
          received.clear(); // a peer that ends, or is gone, meant what it said before
        }
        readable.signalAll();
        writable.signalAll();
        drained.signalAll();
        ended();
      }
    } finally {
      lock.unlock();
    }
  }

  /** More may be sent. */
  protected final void wakeWriter() {
    writable.signalAll();
  }

  /** True if we have closed the stream long ago, and the peer still has not. */
  protected final boolean lingers(long now, long nanos) {
    lock.lock();
    try {
      return lingerSince != 0 && failure == null && now - lingerSince > nanos;
    } finally {
      lock.unlock();
    }
  }

  protected final boolean abandoned() {
    return abandoned;
  }

  private void forgetIfEnded() {
    if (localEnd && remoteEnd) {
      ended();
    }
  }

  private static StreamResetException reset(IOException cause) {
    StreamResetException e = new StreamResetException("stream lost: " + cause.getMessage());
    e.initCause(cause);
    return e;
  }

  @SuppressWarnings("WaitNotInLoop") // callers loop
  private static void await(Condition condition, long deadline, String what) throws IOException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException(what);
    }
    try {
      condition.awaitNanos(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** A point in time that many nanoseconds from now; zero means never. */
  private static long deadline(long nanos) {
    return System.nanoTime() + (nanos == 0 ? Long.MAX_VALUE / 2 : nanos);
  }

  private int readSome(byte[] target, int offset, int max) throws IOException {
    lock.lock();
    try {
      int count =
          received.size() > 0
              ? received.take(target, offset, max)
              : awaitBytes(ByteBuffer.wrap(target, offset, max));
      if (count > 0) {
        drained.signal();
        if (!remoteEnd && failure == null) {
          consumed(count, received.size());
        }
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Lets what arrives be put into the target directly; -1 at the end. */
  private int awaitBytes(ByteBuffer target) throws IOException {
    int start = target.position();
    long deadline = 0;
    received.shrink();
    waiting = target;
    try {
      while (target.position() == start) {
        if (remoteEnd && !abandoned) {
          return -1;
        }
        if (failure != null) {
          throw reset(failure);
        }
        if (abandoned) {
          throw new IOException("stream closed");
        }
        deadline = deadline == 0 ? deadline(readNanos) : deadline;
        try {
          await(readable, deadline, "peer sent nothing");
        } catch (InterruptedIOException e) {
          if (target.position() == start) {
            throw e; // else the bytes came first
          }
        }
      }
      return target.position() - start;
    } finally {
      waiting = null;
    }
  }

  private void writeAll(byte[] bytes, int offset, int length) throws IOException {
    long deadline = deadline(writeNanos);
    int done = 0;
    try {
      while (done < length) {
        int count = reserve(length - done, deadline);
        sendData(bytes, offset + done, count, deadline);
        done += count;
      }
    } catch (InterruptedIOException e) {
      reset(); // part of the message is on its way: nothing sensible can follow it
      throw e;
    }
  }

  private int reserve(int wanted, long deadline) throws IOException {
    lock.lock();
    try {
      while (true) {
        if (failure != null) {
          throw reset(failure);
        }
        if (localEnd) {
          throw new IOException("stream closed for writing");
        }
        int count = Math.min(Math.min(wanted, MAX_DATA), sendable());
        if (count > 0) {
          beforeData(count);
          return count;
        }
        await(writable, deadline, "peer does not read");
      }
    } finally {
      lock.unlock();
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return readSome(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      return length == 0 ? 0 : readSome(target, offset, length);
    }

    @Override
    public int available() {
      return buffered();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      writeAll(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      writeAll(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      closeWrite();
    }
  }
}
