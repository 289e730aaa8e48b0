package cafe.gateway.http;

import cafe.gateway.http.fields.Plan;
import cafe.gateway.http.memory.HotBody;
import cafe.gateway.http.memory.Pieces;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends a part of a hot body on the event loop: small ones in one go, large ones slice by slice as
 * the reader takes them. Holds a count of the body until the last write is over.
 */
final class HotWriter {
  private static final int SLICE = 4 * Pieces.SIZE;

  private final HttpServerResponse response;
  private final HotBody body;
  private final Stalls.Watch watch;
  private final AtomicInteger holds = new AtomicInteger(1);
  private long at;
  private long left;

  private HotWriter(HttpServerRequest request, HotBody body, Plan plan, Stalls stalls) {
    this.response = request.response();
    this.body = body;
    this.at = plan.first();
    this.left = plan.length();
    this.watch = stalls.watch(request, SLICE);
  }

  /** Sends what is planned of a body whose count the caller has taken; headers are set. */
  static void send(HttpServerRequest request, HotBody body, Plan plan, Stalls stalls) {
    if (plan.length() > Pieces.SIZE) {
      new HotWriter(request, body, plan, stalls).start();
      return;
    }
    Future<Void> sent;
    try {
      sent = request.response().end(body.slice(plan.first(), plan.length()));
    } catch (IllegalStateException closed) {
      body.release();
      return;
    }
    sent.onComplete(done -> body.release());
  }

  private void start() {
    response.closeHandler(closed -> stop());
    response.exceptionHandler(failure -> stop());
    response.drainHandler(drained -> pump());
    write();
    pump();
  }

  private void pump() {
    while (left > 0 && !response.writeQueueFull()) {
      write();
    }
  }

  private void write() {
    int n = (int) Math.min(SLICE, left);
    Buffer slice = body.slice(at, n);
    at += n;
    left -= n;
    watch.expect(n);
    holds.incrementAndGet();
    try {
      Future<Void> sent = left > 0 ? response.write(slice) : response.end(slice);
      sent.onComplete(done -> letGo());
    } catch (IllegalStateException closed) {
      letGo();
      left = 0;
    }
    if (left == 0) {
      letGo();
    }
  }

  /** The connection is gone: what was not written will not be. */
  private void stop() {
    if (left > 0) {
      left = 0;
      letGo();
    }
  }

  private void letGo() {
    if (holds.decrementAndGet() == 0) {
      watch.end();
      body.release();
    }
  }
}
