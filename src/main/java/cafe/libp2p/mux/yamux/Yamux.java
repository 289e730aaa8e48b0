package cafe.libp2p.mux.yamux;

import cafe.libp2p.HostLimits;
import cafe.libp2p.mux.MuxedStream;
import cafe.libp2p.mux.Muxer;
import cafe.libp2p.mux.MuxerProtocol;
import cafe.libp2p.security.SecureChannel;
import java.util.function.Consumer;

/** The yamux protocol. */
public final class Yamux implements MuxerProtocol {
  public static final String ID = "/yamux/1.0.0";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Muxer create(
      SecureChannel channel, boolean initiator, HostLimits limits, Consumer<MuxedStream> inbound) {
    return new YamuxSession(channel, initiator, limits, inbound);
  }
}
