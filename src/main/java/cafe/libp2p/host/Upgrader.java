package cafe.libp2p.host;

import cafe.kernel.PeerId;
import cafe.libp2p.HostLimits;
import cafe.libp2p.multistream.Multistream;
import cafe.libp2p.mux.MuxedStream;
import cafe.libp2p.mux.Muxer;
import cafe.libp2p.mux.MuxerProtocol;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.security.SecureStreams;
import cafe.libp2p.security.SecurityProtocol;
import cafe.libp2p.transport.BufferedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns a plain channel into a secured and multiplexed one. */
final class Upgrader {
  /**
   * The result.
   *
   * @param description the protocols agreed on
   * @param first bytes for the muxer's reader that have been read already
   */
  record Upgraded(
      SecureChannel channel, Muxer muxer, String description, @Nullable ByteBuffer first) {}

  private final Map<String, SecurityProtocol> security = new LinkedHashMap<>();
  private final Map<String, MuxerProtocol> muxers = new LinkedHashMap<>();
  private final HostLimits limits;

  Upgrader(List<SecurityProtocol> security, List<MuxerProtocol> muxers, HostLimits limits) {
    security.forEach(protocol -> this.security.put(protocol.id(), protocol));
    muxers.forEach(protocol -> this.muxers.put(protocol.id(), protocol));
    this.limits = limits;
  }

  /** Negotiates and shakes hands; the caller bounds the time by closing the channel. */
  Upgraded upgrade(
      BufferedChannel channel,
      boolean initiator,
      @Nullable PeerId expected,
      Consumer<MuxedStream> inbound)
      throws IOException {
    String securityId =
        initiator
            ? Multistream.select(channel.input(), channel.output(), List.copyOf(security.keySet()))
            : Multistream.accept(channel.input(), channel.output(), security::keySet);
    SecureChannel secure = protocol(security, securityId).secure(channel, initiator, expected);
    SecureStreams streams = new SecureStreams(secure);
    String muxerId =
        initiator
            ? Multistream.select(streams.input(), streams.output(), List.copyOf(muxers.keySet()))
            : Multistream.accept(streams.input(), streams.output(), muxers::keySet);
    Muxer muxer = protocol(muxers, muxerId).create(secure, initiator, limits, inbound);
    return new Upgraded(secure, muxer, securityId + " " + muxerId, streams.rest());
  }

  private static <T> T protocol(Map<String, T> known, String id) throws IOException {
    T protocol = known.get(id);
    if (protocol == null) {
      throw new IOException("no protocol " + id);
    }
    return protocol;
  }
}
