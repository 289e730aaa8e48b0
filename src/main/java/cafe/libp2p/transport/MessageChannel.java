package cafe.libp2p.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A byte channel between somebody else's message connection and a host, for a WebSocket whose
 * frames a web server handles: it calls {@link #received} for each binary message and {@link
 * #ended} when the connection ends, and is given the messages to send.
 *
 * <p>At most {@link #MAX_BUFFERED} bytes wait to be read, and one message more; beyond that {@code
 * received} blocks, so that the web server stops reading. A message counts a little more than its
 * bytes, so that many small ones are bounded too.
 */
public final class MessageChannel implements ByteChannel {
  public static final int MAX_BUFFERED = 128 * 1024;

  private static final int OVERHEAD = 64;

  /** The longest message given to the sender. */
  public static final int MAX_SENT = 64 * 1024;

  /** The other side. */
  public interface Sender {
    /** Sends one binary message; blocks until it has been handed to the network. */
    void send(ByteBuffer message) throws IOException;

    /** Closes the connection; called once. */
    void close() throws IOException;
  }

  private final Sender sender;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readable = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final ArrayDeque<ByteBuffer> messages = new ArrayDeque<>();
  private int buffered;
  private boolean ended;
  private boolean closed;

  public MessageChannel(Sender sender) {
    this.sender = sender;
  }

  /**
   * Takes a message, which must not change any more; blocks while much is waiting to be read.
   *
   * @throws ClosedChannelException if the host has closed the channel
   */
  public void received(ByteBuffer message) throws IOException, InterruptedException {
    lock.lock();
    try {
      while (buffered >= MAX_BUFFERED && !closed) {
        drained.await();
      }
      if (closed) {
        throw new ClosedChannelException();
      }
      if (message.hasRemaining()) {
        messages.add(message);
        buffered += message.remaining() + OVERHEAD;
        readable.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** No message will come any more. */
  public void ended() {
    lock.lock();
    try {
      ended = true;
      readable.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    lock.lock();
    try {
      while (messages.isEmpty() && !ended && !closed) {
        readable.awaitUninterruptibly();
      }
      if (closed) {
        throw new ClosedChannelException();
      }
      ByteBuffer first = messages.peek();
      if (first == null) {
        return -1;
      }
      int count = Math.min(target.remaining(), first.remaining());
      target.put(first.slice(first.position(), count));
      first.position(first.position() + count);
      buffered -= count;
      if (!first.hasRemaining()) {
        messages.poll();
        buffered -= OVERHEAD;
      }
      drained.signal();
      return count;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    while (source.hasRemaining()) {
      if (!isOpen()) {
        throw new ClosedChannelException();
      }
      int size = Math.min(source.remaining(), MAX_SENT);
      ByteBuffer message = ByteBuffer.allocate(size);
      message.put(source.slice(source.position(), size)).flip();
      source.position(source.position() + size);
      sender.send(message);
    }
    return count;
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      messages.clear();
      readable.signalAll();
      drained.signalAll();
    } finally {
      lock.unlock();
    }
    sender.close();
  }
}
