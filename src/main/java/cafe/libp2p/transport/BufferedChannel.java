package cafe.libp2p.transport;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.function.LongSupplier;

/**
 * A byte channel with a read buffer whose content protocols look at in place. The buffer is small
 * until what has arrived fills it, so a peer that announces much and sends little costs little, and
 * it is small again whenever all has been consumed.
 *
 * <p>One thread reads, one thread writes, anybody closes.
 */
public final class BufferedChannel implements Closeable {
  private static final int SMALL = 2 * 1024;

  private final ByteChannel channel;
  private final byte[] small = new byte[SMALL];
  private byte[] buffer = small;
  private ByteBuffer view = ByteBuffer.wrap(buffer);
  private int start;
  private int end;

  /** How long the rest of a frame is waited for, and whether one has begun in {@link #input}. */
  private final StallTimer rest;

  private boolean begun;

  public BufferedChannel(ByteChannel channel) {
    this(channel, System::nanoTime);
  }

  /**
   * With a clock of its own.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public BufferedChannel(ByteChannel channel, LongSupplier nanoTime) {
    this.channel = channel;
    this.rest = new StallTimer(nanoTime);
  }

  /**
   * Waits until that many bytes are buffered. That they are says nothing of the frame that they
   * belong to: it has what time it has from one {@link #frameBoundary} to the next.
   *
   * @return false if the channel ended before the first of them
   * @throws EOFException if it ended in between
   */
  public boolean await(int count) throws IOException {
    while (end - start < count) {
      prepare(count);
      view.limit(buffer.length).position(end);
      rest.waiting(begun || end > start);
      int read = channel.read(view);
      rest.over();
      if (read < 0) {
        if (start == end) {
          return false;
        }
        throw new EOFException("connection ended inside a frame");
      }
      end += read;
    }
    return true;
  }

  /**
   * What is read next is the beginning of a frame: waiting for it is not waiting for its rest, and
   * what the frame before it was waited for does not count. Without, all that is read is one frame.
   */
  public void frameBoundary() {
    begun = false;
    rest.complete();
  }

  /**
   * True if the peer has let us wait for the rest of a frame for longer than that.
   *
   * @param now {@link System#nanoTime}
   */
  public boolean stalled(long now, long nanos) {
    return rest.exceeded(now, nanos)
        || channel instanceof WebSocketChannel below && below.stalled(now, nanos);
  }

  /** Like {@link #await}, but the end of the channel is always an error. */
  public void require(int count) throws IOException {
    if (!await(count)) {
      throw new EOFException("connection ended");
    }
  }

  /** Makes room for at least one more byte of a frame of that size. */
  private void prepare(int count) {
    if (start == end) {
      start = 0;
      end = 0;
      use(small);
    }
    if (start > 0 && start + count > buffer.length) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      grow();
    }
  }

  private void grow() {
    int length = buffer.length;
    if (length < BufferPool.MEDIUM) {
      move(BufferPool.MEDIUM);
    } else {
      move(length < BufferPool.LARGE ? BufferPool.LARGE : 2 * length);
    }
  }

  private void move(int size) {
    byte[] larger = BufferPool.take(size);
    System.arraycopy(buffer, start, larger, 0, end - start);
    end -= start;
    start = 0;
    use(larger);
  }

  @SuppressWarnings("ReferenceEquality") // which array, not what is in it
  private void use(byte[] other) {
    if (buffer != other) {
      BufferPool.give(buffer);
      buffer = other;
      view = ByteBuffer.wrap(other);
    }
  }

  /** The array that holds the buffered bytes; valid until the next {@link #await}. */
  public byte[] array() {
    return buffer;
  }

  /** The index of the first buffered byte in {@link #array}. */
  public int offset() {
    return start;
  }

  /** The number of bytes buffered. */
  public int buffered() {
    return end - start;
  }

  /** Consumes buffered bytes; they stay in the array until the next {@link #await}. */
  public void skip(int count) {
    start += count;
  }

  /** Writes all of it. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
    while (source.hasRemaining()) {
      channel.write(source);
    }
  }

  /** Reads through the buffer. */
  public InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        if (!await(1)) {
          return -1;
        }
        begun = true;
        return buffer[start++] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (!await(1)) {
          return -1;
        }
        begun = true;
        int count = Math.min(length, end - start);
        System.arraycopy(buffer, start, target, offset, count);
        start += count;
        return count;
      }

      @Override
      public int available() {
        return buffered();
      }
    };
  }

  /** Writes through, unbuffered. */
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        BufferedChannel.this.write(bytes, offset, length);
      }
    };
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
