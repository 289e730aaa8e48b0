package cafe.testkit;

import cafe.libp2p.StreamResetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One direction of a stream: bounded, with timeouts, an end and a reset. */
final class MemoryPipe {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] ring;
  private long written;
  private long read;
  private boolean ended;
  private boolean reset;
  private volatile Duration readTimeout = Duration.ZERO;
  private volatile Duration writeTimeout = Duration.ZERO;

  MemoryPipe(int capacity) {
    this.ring = new byte[capacity];
  }

  void readTimeout(Duration timeout) {
    readTimeout = timeout;
  }

  void writeTimeout(Duration timeout) {
    writeTimeout = timeout;
  }

  void end() {
    change(() -> ended = true);
  }

  void reset() {
    change(() -> reset = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        return take(to, offset, length);
      }
    };
  }

  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        put(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        put(from, offset, length);
      }
    };
  }

  private int take(byte[] to, int offset, int length) throws IOException {
    lock.lock();
    try {
      while (!reset && written == read && !ended) {
        await(readTimeout);
      }
      if (reset) {
        throw new StreamResetException("reset");
      }
      if (written == read) {
        return -1;
      }
      int count = (int) Math.min(length, written - read);
      for (int i = 0; i < count; i++) {
        to[offset + i] = ring[(int) (read++ % ring.length)];
      }
      changed.signalAll();
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void put(byte[] from, int offset, int length) throws IOException {
    lock.lock();
    try {
      for (int i = 0; i < length; i++) {
        while (!reset && !ended && written - read == ring.length) {
          await(writeTimeout);
        }
        if (reset || ended) {
          throw new StreamResetException("reset or closed");
        }
        ring[(int) (written++ % ring.length)] = from[offset + i];
        if (i == length - 1 || written - read == ring.length) {
          changed.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  // Its callers are the loops.
  @SuppressWarnings("WaitNotInLoop")
  private void await(Duration timeout) throws IOException {
    try {
      if (timeout.isZero()) {
        changed.await();
      } else if (changed.awaitNanos(timeout.toNanos()) <= 0) {
        throw new SocketTimeoutException("pipe");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
