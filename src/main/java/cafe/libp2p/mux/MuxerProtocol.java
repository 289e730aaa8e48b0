package cafe.libp2p.mux;

import cafe.libp2p.HostLimits;
import cafe.libp2p.security.SecureChannel;
import java.util.function.Consumer;

/** A way to carry many streams on one secure channel. */
public interface MuxerProtocol {
  /** Its name in multistream, for example {@code /yamux/1.0.0}. */
  String id();

  /**
   * Makes a muxer; its threads are started by the caller, see {@link Muxer}.
   *
   * @param inbound called by the reader thread for each stream that the peer opens; must not block
   */
  Muxer create(
      SecureChannel channel, boolean initiator, HostLimits limits, Consumer<MuxedStream> inbound);
}
