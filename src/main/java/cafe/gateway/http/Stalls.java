package cafe.gateway.http;

import cafe.gateway.http.memory.Pieces;
import cafe.web.connection.Connections;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Closes connections whose readers have stopped taking what the event loop sends them. */
final class Stalls {
  private static final Duration SWEEP = Duration.ofSeconds(2);

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final long nanosPerPiece;

  /** A reader has this long for each piece. */
  Stalls(Vertx vertx, Duration stallTimeout) {
    this.nanosPerPiece = stallTimeout.toNanos();
    vertx.setPeriodic(SWEEP.toMillis(), timer -> sweep());
  }

  /** Watches the connection of a request, which is to take so many bytes, until that is ended. */
  Watch watch(HttpServerRequest request, int length) {
    Watch watch = new Watch(request);
    watch.expect(length);
    watches.add(watch);
    return watch;
  }

  /** How many connections are watched. */
  int watched() {
    return watches.size();
  }

  private void sweep() {
    for (Watch watch : List.copyOf(watches)) {
      if (watch.deadline - System.nanoTime() < 0) {
        watches.remove(watch);
        Connections.cut(watch.request);
      }
    }
  }

  /** One connection's deadline. */
  final class Watch {
    private final HttpServerRequest request;
    private volatile long deadline;

    private Watch(HttpServerRequest request) {
      this.request = request;
    }

    /** From now on, the reader has to take so many bytes. */
    void expect(int length) {
      long parts = 1L + length / Pieces.SIZE;
      deadline = System.nanoTime() + parts * nanosPerPiece;
    }

    /** All was taken. */
    void end() {
      watches.remove(this);
    }
  }
}
