package cafe.libp2p.host;

import cafe.libp2p.mux.MuxedStream;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Passes the streams that a muxer accepts to the router, once their connection is known. */
final class InboundStreams {
  private final StreamRouter router;
  private final Semaphore permits;
  private volatile @Nullable HostConnection connection;

  InboundStreams(StreamRouter router) {
    this.router = router;
    this.permits = router.connectionPermits();
  }

  /** Called before the muxer's reader starts. */
  void attach(HostConnection of) {
    connection = of;
  }

  void accept(MuxedStream stream) {
    HostConnection of = connection;
    if (of == null) {
      stream.reset();
    } else {
      router.route(of, permits, stream);
    }
  }
}
