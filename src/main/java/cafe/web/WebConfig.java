package cafe.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** What all HTTP routes have in common. */
@ConfigMapping(prefix = "cafe.web")
public interface WebConfig {

  /** Size of a request's body, on routes that have no limit of their own. */
  @WithDefault("64K")
  MemorySize maxBody();

  /** Bytes of all bodies together that are read whole before they are used. */
  @WithDefault("64M")
  MemorySize bodyMemory();

  /**
   * How long the rest of a body that was refused is read and thrown away, so that the caller gets
   * to see the refusal before the connection closes.
   */
  @WithDefault("2s")
  Duration lingerTimeout();

  /** Which pages of other origins may call, in a browser. */
  Cors cors();

  /** Cross-origin resource sharing. */
  interface Cors {

    /** Whether pages of other origins may call at all. */
    @WithDefault("true")
    boolean enabled();

    /** Origins that may call; {@code *} for all. */
    @WithDefault("*")
    List<String> origins();

    /** Methods that they may use. */
    @WithDefault("GET,HEAD,POST,PUT,DELETE,OPTIONS")
    List<String> methods();

    /** Request headers that they may set. */
    @WithDefault(
        "Authorization,Content-Type,Range,If-Match,If-None-Match,If-Range,If-Modified-Since,"
            + "Last-Event-ID,Accept,X-Request-Id,X-Textile-Peer,X-Cafe-Key")
    List<String> headers();

    /** Response headers that they may read. */
    @WithDefault(
        "ETag,Content-Length,Content-Range,Accept-Ranges,Location,Retry-After,X-Request-Id,"
            + "X-Ipfs-Path,X-Ipfs-Roots")
    List<String> exposedHeaders();

    /** How long a browser may remember the answer to a preflight request. */
    @WithDefault("2h")
    Duration maxAge();
  }
}
