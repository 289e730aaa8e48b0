package cafe.libp2p.host;

import cafe.libp2p.Host;
import cafe.libp2p.HostLimits;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.Peerstore;
import cafe.libp2p.keys.IdentityKey;
import cafe.libp2p.mux.MuxerProtocol;
import cafe.libp2p.mux.mplex.Mplex;
import cafe.libp2p.mux.yamux.Yamux;
import cafe.libp2p.security.SecurityProtocol;
import cafe.libp2p.security.noise.Noise;
import cafe.libp2p.security.secio.Secio;
import cafe.libp2p.security.tls.Tls;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes hosts. Everything but the key has a default. */
public final class HostBuilder {
  private final IdentityKey key;
  private final SecureRandom random;
  private final Clock clock;
  private List<Multiaddr> listen = List.of();
  private List<Multiaddr> announce = List.of();
  private Supplier<List<Multiaddr>> doors = List::of;
  private List<String> security = List.of(HostConfig.NOISE, HostConfig.TLS, HostConfig.SECIO);
  private List<String> muxers = List.of(HostConfig.YAMUX, HostConfig.MPLEX);
  private String agentVersion = "cafe";
  private HostLimits limits = HostLimits.defaults();
  private @Nullable SSLContext webTls;

  public HostBuilder(IdentityKey key, SecureRandom random, Clock clock) {
    this.key = key;
    this.random = random;
    this.clock = clock;
  }

  public HostBuilder listen(String... addresses) {
    this.listen = List.of(addresses).stream().map(Multiaddr::parse).toList();
    return this;
  }

  public HostBuilder announce(String... addresses) {
    this.announce = List.of(addresses).stream().map(Multiaddr::parse).toList();
    return this;
  }

  /** Addresses of other servers that hand over what they accept, asked for each time. */
  public HostBuilder doors(Supplier<List<Multiaddr>> addresses) {
    this.doors = addresses;
    return this;
  }

  /** Security protocols in order of preference; leaving one out switches it off. */
  public HostBuilder security(String... protocols) {
    this.security = List.of(protocols);
    return this;
  }

  /** Muxers in order of preference; leaving one out switches it off. */
  public HostBuilder muxers(String... protocols) {
    this.muxers = List.of(protocols);
    return this;
  }

  public HostBuilder agentVersion(String version) {
    this.agentVersion = version;
    return this;
  }

  public HostBuilder limits(HostLimits bounds) {
    this.limits = bounds;
    return this;
  }

  /** Whom to trust below {@code /wss} addresses, instead of the JDK's authorities. */
  public HostBuilder webTls(SSLContext context) {
    this.webTls = context;
    return this;
  }

  private static SSLContext defaultTls() throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("no TLS for /wss addresses", e);
    }
  }

  /** Binds the listen addresses and returns the running host. */
  public Host start() throws IOException {
    HostConfig config =
        new HostConfig(key, listen, announce, doors, security, muxers, agentVersion, limits);
    LibP2pHost host =
        new LibP2pHost(
            config,
            new Upgrader(
                security.stream().map(this::securityProtocol).toList(),
                muxers.stream().map(HostBuilder::muxerProtocol).toList(),
                limits),
            new Transports(random, webTls == null ? defaultTls() : webTls),
            new Peerstore(clock));
    host.start();
    return host;
  }

  private SecurityProtocol securityProtocol(String id) {
    return switch (id) {
      case HostConfig.NOISE -> new Noise(key, random);
      case HostConfig.TLS -> new Tls(key, random, clock);
      case HostConfig.SECIO -> new Secio(key, random);
      default -> throw new IllegalArgumentException("unknown security protocol " + id);
    };
  }

  private static MuxerProtocol muxerProtocol(String id) {
    return switch (id) {
      case HostConfig.YAMUX -> new Yamux();
      case HostConfig.MPLEX -> new Mplex();
      default -> throw new IllegalArgumentException("unknown muxer " + id);
    };
  }
}
