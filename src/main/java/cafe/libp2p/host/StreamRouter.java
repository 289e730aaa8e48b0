package cafe.libp2p.host;

import cafe.libp2p.HostLimits;
import cafe.libp2p.StreamHandler;
import cafe.libp2p.host.Deadlines.Deadline;
import cafe.libp2p.multistream.Multistream;
import cafe.libp2p.mux.MuxedStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Hands inbound streams to the handlers of their protocols, each on a virtual thread. A stream
 * counts against the limits until its handler has returned, not just until it is closed: a peer
 * that opens and resets in a loop gains nothing.
 */
final class StreamRouter {
  private static final Logger LOG = System.getLogger(StreamRouter.class.getName());

  private final Map<String, StreamHandler> handlers = new ConcurrentSkipListMap<>();
  private final HostLimits limits;
  private final Deadlines deadlines;
  private final Semaphore permits;

  StreamRouter(HostLimits limits, Deadlines deadlines) {
    this.limits = limits;
    this.deadlines = deadlines;
    this.permits = new Semaphore(limits.streams().inbound());
  }

  void handler(String protocol, StreamHandler handler) {
    handlers.put(protocol, handler);
  }

  Set<String> protocols() {
    return Collections.unmodifiableSet(handlers.keySet());
  }

  /** The limit of one connection, to be passed to {@link #route}. */
  Semaphore connectionPermits() {
    return new Semaphore(limits.streams().perConnection());
  }

  /** Serves the stream on a thread of its own, or resets it if there are too many. */
  void route(HostConnection connection, Semaphore ofConnection, MuxedStream muxed) {
    if (!ofConnection.tryAcquire()) {
      muxed.reset();
      return;
    }
    if (!permits.tryAcquire()) {
      ofConnection.release();
      muxed.reset();
      return;
    }
    Thread.ofVirtual()
        .name("libp2p-stream")
        .start(
            () -> {
              try {
                serve(connection, muxed);
              } finally {
                permits.release();
                ofConnection.release();
              }
            });
  }

  private void serve(HostConnection connection, MuxedStream muxed) {
    String protocol = null;
    try {
      protocol = negotiate(muxed);
      StreamHandler handler = handlers.get(protocol);
      if (handler == null) {
        muxed.reset();
        return;
      }
      connection.touch();
      handler.handle(HostStream.negotiated(connection, muxed, protocol));
      muxed.close();
    } catch (IOException e) {
      muxed.reset();
      log(Level.DEBUG, protocol, e);
    } catch (RuntimeException | Error e) {
      muxed.reset();
      log(Level.WARNING, protocol, e);
    }
  }

  private String negotiate(MuxedStream muxed) throws IOException {
    try (Deadline _ = deadlines.in(limits.timeouts().negotiation(), muxed::reset)) {
      return Multistream.accept(muxed.input(), muxed.output(), handlers::keySet);
    }
  }

  private static void log(Level level, @Nullable String protocol, Throwable e) {
    LOG.log(level, () -> "stream of " + protocol + " ended", e);
  }
}
