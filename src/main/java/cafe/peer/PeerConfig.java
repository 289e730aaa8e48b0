package cafe.peer;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The libp2p host. */
@ConfigMapping(prefix = "cafe.swarm")
public interface PeerConfig {

  /** Whether the cafe is a peer at all; without, it is reached over HTTP only. */
  @WithDefault("true")
  boolean enabled();

  /** Where TCP connections are accepted, {@code HOST:PORT}; port 0 takes a free one. */
  @WithDefault("0.0.0.0:4001")
  String address();

  /**
   * Where WebSocket connections are accepted besides the HTTP port, {@code HOST:PORT}. Not by
   * default.
   */
  Optional<String> websocketAddress();

  /**
   * Addresses to tell others instead of the ones that are bound, for example {@code
   * /dns4/cafe.example.org/tcp/443/wss}.
   */
  Optional<List<String>> announce();

  /** Whether secio, the security of the original's clients, is spoken besides Noise and TLS 1.3. */
  @WithDefault("true")
  boolean secio();

  /** Whether WebSocket upgrades on the HTTP port are peers' connections. */
  @WithDefault("true")
  boolean httpWebsocket();

  /** How long a stream of the cafe protocol may be silent between requests. */
  @WithDefault("10m")
  Duration idleTimeout();

  /**
   * Size of an envelope that comes over HTTP; over streams 4 MiB hold, for an object 16 MiB and its
   * envelope.
   */
  @WithDefault("4M")
  MemorySize maxEnvelope();

  /**
   * Bytes of all requests that are being read from streams at the same time; those of one network
   * address have an eighth, and one request more.
   */
  @WithDefault("64M")
  MemorySize requestMemory();

  /**
   * What a request on a stream must bring in {@code request-stall} once it has begun, or its rest.
   * Whoever is slower is let go.
   */
  @WithDefault("64K")
  MemorySize requestPace();

  /** How long the next {@code request-pace} bytes of a request on a stream may be waited for. */
  @WithDefault("1m")
  Duration requestStall();
}
