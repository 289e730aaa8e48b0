package cafe.peer;

import cafe.kernel.NodeAddresses;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PublicUrl;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.bitswap.Bitswap;
import cafe.libp2p.bitswap.BitswapLimits;
import cafe.libp2p.bitswap.BlockSource;
import cafe.libp2p.host.HostBuilder;
import cafe.libp2p.host.HostConfig;
import cafe.libp2p.pubsub.Pubsub;
import cafe.libp2p.pubsub.PubsubConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cafe as a libp2p peer: starts with the app, listens, serves bitswap, pubsub and the cafe
 * protocol, and stops first when the app stops.
 */
@ApplicationScoped
public class PeerNode implements NodeAddresses {

  /** After the database and the node's key, before what uses the network. */
  private static final int START = 1_000;

  /** How long requests that peers have made may take when the app stops. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private static final String AGENT = "cafe/0.7.8";

  private final NodeIdentity node;
  private final PeerConfig config;
  private final PublicUrl url;
  private final CafeProtocol protocol;
  private final BlockSource blocks;
  private final Clock clock;
  private final SecureRandom random;
  private volatile @Nullable Running running;

  PeerNode(
      NodeIdentity node,
      PeerConfig config,
      PublicUrl url,
      CafeProtocol protocol,
      BlockSource blocks,
      Clock clock,
      SecureRandom random) {
    this.node = node;
    this.config = config;
    this.url = url;
    this.protocol = protocol;
    this.blocks = blocks;
    this.clock = clock;
    this.random = random;
  }

  /** What runs while the node does. */
  private record Running(Host host, Bitswap bitswap, Pubsub pubsub) {
    void close() {
      pubsub.close();
      bitswap.close();
      host.close();
    }
  }

  void onStart(@Observes @Priority(START) StartupEvent event) {
    if (!config.enabled()) {
      return;
    }
    NodeKey key = new NodeKey(node);
    try {
      Host host = builder(key).start();
      Bitswap bitswap = new Bitswap(host, blocks, BitswapLimits.defaults());
      Pubsub pubsub = new Pubsub(host, key, PubsubConfig.defaults(), clock, random);
      host.setProtocolHandler(CafeProtocol.NAME, protocol);
      running = new Running(host, bitswap, pubsub);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + config.address(), e);
    }
  }

  void onStop(@Observes @Priority(1) ShutdownEvent event) {
    Running last = running;
    running = null;
    if (last != null) {
      protocol.drain(DRAIN);
      last.close();
    }
  }

  private HostBuilder builder(NodeKey key) {
    List<String> listen = new ArrayList<>();
    listen.add(ListenAddress.parse(config.address()).tcp());
    config
        .websocketAddress()
        .ifPresent(address -> listen.add(ListenAddress.parse(address).webSocket()));
    HostBuilder builder =
        new HostBuilder(key, random, clock)
            .listen(listen.toArray(String[]::new))
            .doors(this::httpDoor)
            .agentVersion(AGENT)
            .security(
                config.secio()
                    ? new String[] {HostConfig.NOISE, HostConfig.TLS, HostConfig.SECIO}
                    : new String[] {HostConfig.NOISE, HostConfig.TLS});
    config.announce().ifPresent(all -> builder.announce(all.toArray(String[]::new)));
    return builder;
  }

  private List<Multiaddr> httpDoor() {
    if (!config.httpWebsocket()) {
      return List.of();
    }
    return url.publicUrl().flatMap(WebSocketDoor::address).stream().toList();
  }

  /** The host, while it runs. */
  public Optional<Host> host() {
    return Optional.ofNullable(running).map(Running::host);
  }

  /** Publish and subscribe, while the node runs. */
  public Optional<Pubsub> pubsub() {
    return Optional.ofNullable(running).map(Running::pubsub);
  }

  /** The exchange of blocks, while the node runs. */
  public Optional<Bitswap> bitswap() {
    return Optional.ofNullable(running).map(Running::bitswap);
  }

  @Override
  public List<String> addresses() {
    return host().stream()
        .flatMap(host -> host.announcedAddresses().stream())
        .map(address -> address.withPeerId(node.peerId()).toString())
        .toList();
  }
}
