package cafe.libp2p.mux.mplex;

import cafe.libp2p.HostLimits;
import cafe.libp2p.mux.MuxedStream;
import cafe.libp2p.mux.Muxer;
import cafe.libp2p.mux.MuxerProtocol;
import cafe.libp2p.security.SecureChannel;
import java.util.function.Consumer;

/** The mplex protocol. */
public final class Mplex implements MuxerProtocol {
  public static final String ID = "/mplex/6.7.0";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Muxer create(
      SecureChannel channel, boolean initiator, HostLimits limits, Consumer<MuxedStream> inbound) {
    return new MplexSession(channel, limits, inbound);
  }
}
