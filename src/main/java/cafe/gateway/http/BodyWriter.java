package cafe.gateway.http;

import cafe.gateway.dag.FileCursor;
import cafe.gateway.http.memory.Pieces;
import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one body from a virtual thread, as fast as its reader takes it.
 *
 * <p>Two pieces at most are on their way: one is filled while the other leaves. A reader that keeps
 * them waiting costs those two, and no block or open file; one that takes neither within the stall
 * timeout loses his connection.
 */
final class BodyWriter {
  private static final int WINDOW = 2;
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final HttpServerResponse response;
  private final Pieces pieces;
  private final Duration stallTimeout;
  private final boolean secret;
  private final BlockingQueue<ByteBuf> returned = new ArrayBlockingQueue<>(WINDOW);
  private volatile boolean broken;
  private volatile boolean finished;

  /** For one response; a secret body leaves nothing in the pieces. */
  BodyWriter(HttpServerResponse response, Pieces pieces, Duration stallTimeout, boolean secret) {
    this.response = response;
    this.pieces = pieces;
    this.stallTimeout = stallTimeout;
    this.secret = secret;
  }

  /**
   * Sends the next bytes of the cursor and ends the response; called once.
   *
   * @return whether all were handed over: if not, the response is to be reset
   */
  boolean send(FileCursor cursor, long length) throws InterruptedException {
    try {
      int taken = 0;
      for (long left = length; left > 0; left -= Pieces.SIZE) {
        ByteBuf piece = taken < WINDOW ? pieces.take() : nextReturned(cursor);
        if (piece == null) {
          return false;
        }
        taken++;
        if (broken) {
          giveBack(piece);
          return false;
        }
        send(piece, cursor, left);
      }
      return true;
    } finally {
      finished = true;
      giveBack();
    }
  }

  private void send(ByteBuf piece, FileCursor cursor, long left) {
    int n = (int) Math.min(Pieces.SIZE, left);
    boolean handedOver = false;
    try {
      cursor.read(piece.nioBuffer(0, n));
      Buffer out = BufferImpl.buffer(piece.slice(0, n));
      Future<Void> sent = n < left ? response.write(out) : response.end(out);
      handedOver = true;
      sent.onComplete(done -> leave(piece, done));
    } finally {
      if (!handedOver) {
        giveBack(piece);
      }
    }
  }

  private @Nullable ByteBuf nextReturned(FileCursor cursor) throws InterruptedException {
    ByteBuf piece = returned.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (piece == null) {
      cursor.rest();
      piece = returned.poll(stallTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
    return piece;
  }

  /** On the event loop: the socket has taken the piece, or never will. */
  private void leave(ByteBuf piece, AsyncResult<Void> done) {
    if (done.failed()) {
      broken = true;
    }
    returned.add(piece);
    if (finished) {
      giveBack();
    }
  }

  private void giveBack() {
    for (ByteBuf piece = returned.poll(); piece != null; piece = returned.poll()) {
      giveBack(piece);
    }
  }

  private void giveBack(ByteBuf piece) {
    if (secret) {
      piece.setZero(0, piece.capacity());
    }
    pieces.giveBack(piece);
  }
}
