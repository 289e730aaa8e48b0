package cafe.peer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A WebSocket as a blocking channel of bytes. Reads ask the event loop for one frame at a time, so
 * that a peer can send at most {@link #FRAMES} frames ahead of the reader; writes wait until the
 * socket has taken what they wrote. Message boundaries mean nothing.
 */
final class WebSocketChannel implements ByteChannel {

  private static final int FRAMES = 4;
  private static final int MAX_WRITE = 64 * 1024;
  private static final long WRITE_SECONDS = 60;

  /** Marks the end in the queue. */
  private static final Buffer END = Buffer.buffer(0);

  private final ServerWebSocket socket;
  private final BlockingQueue<Buffer> frames = new ArrayBlockingQueue<>(FRAMES + 1);
  private ByteBuffer current = ByteBuffer.allocate(0);
  private volatile boolean ended;
  private volatile boolean closed;

  /** Called on the socket's event loop, before anything arrives. */
  WebSocketChannel(ServerWebSocket socket) {
    this.socket = socket;
    socket.pause();
    socket.handler(this::arrived);
    socket.endHandler(end -> end());
    socket.closeHandler(end -> end());
    socket.exceptionHandler(e -> end());
    socket.fetch(FRAMES);
  }

  private void arrived(Buffer frame) {
    if (frame.length() == 0) {
      socket.fetch(1);
    } else if (!frames.offer(frame)) {
      // More than was asked for: not possible, and not to be buffered.
      close();
    }
  }

  private void end() {
    ended = true;
    // Wakes a waiting reader; a full queue wakes it by itself.
    frames.offer(END);
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
      Buffer frame = next();
      if (frame == END) {
        return -1;
      }
      current = ByteBuffer.wrap(frame.getBytes());
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
        Buffer left = frames.poll();
        return left == null ? END : left;
      }
      return frames.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int written = 0;
    while (from.hasRemaining()) {
      if (!isOpen()) {
        throw new ClosedChannelException();
      }
      byte[] piece = new byte[Math.min(from.remaining(), MAX_WRITE)];
      from.get(piece);
      await(piece);
      written += piece.length;
    }
    return written;
  }

  private void await(byte[] piece) throws IOException {
    try {
      socket
          .writeBinaryMessage(Buffer.buffer(piece))
          .toCompletionStage()
          .toCompletableFuture()
          .get(WRITE_SECONDS, TimeUnit.SECONDS);
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
    return !closed && !ended;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      end();
      socket.close();
    }
  }
}
