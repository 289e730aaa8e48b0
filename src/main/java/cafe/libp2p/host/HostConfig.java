package cafe.libp2p.host;

import cafe.libp2p.HostLimits;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.keys.IdentityKey;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a host is made of.
 *
 * @param key its identity
 * @param listen addresses to bind: {@code /ip4/0.0.0.0/tcp/4001}, {@code …/tcp/4002/ws}; port 0
 *     takes a free one; none makes a host that only dials and {@linkplain cafe.libp2p.Host#accept
 *     accepts}
 * @param announce addresses to tell others instead of the bound ones; empty: the bound ones
 * @param doors addresses to tell besides the bound ones, asked each time: those of servers that
 *     hand over what they {@linkplain cafe.libp2p.Host#accept accept}
 * @param security security protocols in order of preference
 * @param muxers muxer protocols in order of preference
 * @param agentVersion what identify calls us
 * @param limits bounds
 */
public record HostConfig(
    IdentityKey key,
    List<Multiaddr> listen,
    List<Multiaddr> announce,
    Supplier<List<Multiaddr>> doors,
    List<String> security,
    List<String> muxers,
    String agentVersion,
    HostLimits limits) {
  public static final String NOISE = "/noise";
  public static final String TLS = "/tls/1.0.0";
  public static final String SECIO = "/secio/1.0.0";
  public static final String YAMUX = "/yamux/1.0.0";
  public static final String MPLEX = "/mplex/6.7.0";

  public HostConfig {
    listen = List.copyOf(listen);
    announce = List.copyOf(announce);
    security = List.copyOf(security);
    muxers = List.copyOf(muxers);
  }
}
