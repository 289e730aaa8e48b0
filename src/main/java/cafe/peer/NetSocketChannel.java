package cafe.peer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A connection of the HTTP server, after its upgrade, as a blocking channel of bytes. Reads ask the
 * event loop for one buffer at a time, so that a peer can send at most {@link #AHEAD} buffers (of
 * what one read of the socket brings) ahead of the reader; writes wait until the socket has taken
 * what they wrote.
 */
final class NetSocketChannel implements ByteChannel {

  private static final int AHEAD = 2;
  private static final int MAX_WRITE = 64 * 1024;
  private static final long WRITE_SECONDS = 60;

  /** Marks the end in the queue, where nothing else is empty. */
  private static final Buffer END = Buffer.buffer(0);

  private final NetSocket socket;
  private final BlockingQueue<Buffer> buffers = new ArrayBlockingQueue<>(AHEAD + 1);
  private ByteBuffer current = ByteBuffer.allocate(0);
  private volatile CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);

  /** Nothing more comes. */
  private volatile boolean ended;

  /** Nothing more goes; what came before can still be read. */
  private volatile boolean broken;

  private volatile boolean closed;

  /** Called on the socket's event loop, before anything arrives. */
  NetSocketChannel(NetSocket socket) {
    this.socket = socket;
    socket.pause();
    socket.handler(this::arrived);
    socket.endHandler(end -> end());
    socket.closeHandler(end -> fail());
    socket.exceptionHandler(e -> fail());
    socket.fetch(AHEAD);
  }

  private void arrived(Buffer buffer) {
    if (buffer.length() == 0) {
      socket.fetch(1);
    } else if (!buffers.offer(buffer)) {
      // More than was asked for: not possible, and not to be buffered.
      close();
    }
  }

  private void end() {
    ended = true;
    // Wakes a waiting reader; a full queue wakes it by itself.
    buffers.offer(END);
  }

  private void fail() {
    broken = true;
    writing.completeExceptionally(new ClosedChannelException());
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!into.hasRemaining()) {
      return 0;
    }
    while (!current.hasRemaining()) {
      if (closed) {
        throw new ClosedChannelException();
      }
      Buffer buffer = next();
      if (buffer.length() == 0) {
        if (closed) {
          throw new ClosedChannelException();
        }
        return -1;
      }
      current = ByteBuffer.wrap(buffer.getBytes());
      socket.fetch(1);
    }
    int count = Math.min(into.remaining(), current.remaining());
    into.put(into.position(), current, current.position(), count);
    into.position(into.position() + count);
    current.position(current.position() + count);
    return count;
  }

  private Buffer next() throws IOException {
    try {
      if (ended) {
        Buffer left = buffers.poll();
        return left == null ? END : left;
      }
      return buffers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int written = 0;
    while (from.hasRemaining()) {
      byte[] piece = new byte[Math.min(from.remaining(), MAX_WRITE)];
      from.get(piece);
      await(piece);
      written += piece.length;
    }
    return written;
  }

  private void await(byte[] piece) throws IOException {
    CompletableFuture<Void> written = new CompletableFuture<>();
    writing = written;
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    try {
      socket
          .write(Buffer.buffer(piece))
          .onSuccess(written::complete)
          .onFailure(written::completeExceptionally);
      written.get(WRITE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw new IOException("the peer does not take what is written", e);
    }
  }

  @Override
  public boolean isOpen() {
    return !closed && !broken;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      fail();
      end();
      socket.close();
    }
  }
}
