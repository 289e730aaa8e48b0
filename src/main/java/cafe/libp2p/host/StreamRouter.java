package cafe.libp2p.host;

import cafe.libp2p.HostLimits;
import cafe.libp2p.StreamHandler;
import cafe.libp2p.multistream.Multistream;
import cafe.libp2p.multistream.TimedInput;
import cafe.libp2p.mux.MuxedStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Hands inbound streams to the handlers of their protocols, each on a virtual thread. A stream
 * counts against the limits until its handler has returned, not just until it is closed: a peer
 * that opens and resets in a loop gains nothing.
 */
final class StreamRouter {
  /** The streams that one muxer accepts, once their connection is known. */
  final class Inlet {
    private final Semaphore ofConnection = new Semaphore(limits.streams().perConnection());
    private volatile @Nullable HostConnection connection;

    /** Called before the muxer's reader starts. */
    void attach(HostConnection of) {
      connection = of;
    }

    void accept(MuxedStream stream) {
      HostConnection of = connection;
      if (of == null || !route(of, ofConnection, stream)) {
        stream.reset();
      }
    }
  }

  private static final Logger LOG = System.getLogger(StreamRouter.class.getName());

  private final Map<String, StreamHandler> handlers = new ConcurrentSkipListMap<>();
  private final HostLimits limits;
  private final Semaphore permits;

  /** Streams being served, by the network that they come from. */
  private final Map<String, Integer> networks = new ConcurrentHashMap<>();

  StreamRouter(HostLimits limits) {
    this.limits = limits;
    this.permits = new Semaphore(limits.streams().inbound());
  }

  void handler(String protocol, StreamHandler handler) {
    handlers.put(protocol, handler);
  }

  Set<String> protocols() {
    return Collections.unmodifiableSet(handlers.keySet());
  }

  Inlet inlet() {
    return new Inlet();
  }

  /** Serves the stream on a thread of its own; false if there are too many. */
  private boolean route(HostConnection connection, Semaphore ofConnection, MuxedStream muxed) {
    String network = connection.remoteAddress().network();
    if (!ofConnection.tryAcquire()) {
      return false;
    }
    if (!permits.tryAcquire()) {
      ofConnection.release();
      return false;
    }
    if (networks.merge(network, 1, Integer::sum) > limits.streams().perAddress()) {
      release(network, ofConnection);
      return false;
    }
    Thread.ofVirtual()
        .name("libp2p-stream")
        .start(
            () -> {
              try {
                serve(connection, muxed);
              } finally {
                release(network, ofConnection);
              }
            });
    return true;
  }

  private void release(String network, Semaphore ofConnection) {
    networks.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    permits.release();
    ofConnection.release();
  }

  private void serve(HostConnection connection, MuxedStream muxed) {
    Optional<String> protocol = negotiate(muxed);
    if (protocol.isEmpty()) {
      muxed.close(); // gracefully, so that a refusal on its way arrives
      return;
    }
    StreamHandler handler = handlers.get(protocol.get());
    if (handler == null) {
      muxed.reset();
      return;
    }
    connection.touch();
    try {
      handler.handle(HostStream.negotiated(connection, muxed, protocol.get()));
      muxed.close();
    } catch (IOException e) {
      muxed.reset();
      log(Level.DEBUG, protocol.get(), e);
    } catch (RuntimeException | Error e) {
      muxed.reset();
      log(Level.WARNING, protocol.get(), e);
    }
  }

  private Optional<String> negotiate(MuxedStream muxed) {
    try {
      InputStream in =
          new TimedInput(muxed.input(), muxed::readTimeout, limits.timeouts().negotiation());
      String protocol = Multistream.accept(in, muxed.output(), handlers::keySet);
      muxed.readTimeout(limits.timeouts().read());
      return Optional.of(protocol);
    } catch (SocketTimeoutException e) {
      muxed.reset(); // or the stream would hold its place until the peer ends it, too
      return Optional.empty();
    } catch (IOException e) {
      log(Level.DEBUG, "no protocol", e);
      return Optional.empty();
    }
  }

  private static void log(Level level, String protocol, Throwable e) {
    LOG.log(level, () -> "stream of " + protocol + " ended", e);
  }
}
