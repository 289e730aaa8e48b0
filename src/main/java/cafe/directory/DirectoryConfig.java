package cafe.directory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the directory. */
@ConfigMapping(prefix = "cafe.directory")
public interface DirectoryConfig {

  /** The most results of one query, whatever it asks for. */
  @WithDefault("1000")
  int maxResults();

  /** The longest that a search waits for other peers, whatever it asks for. */
  @WithDefault("30s")
  Duration maxWait();

  /** Clients' searches that are in progress at the same time; others are refused. */
  @WithDefault("256")
  int maxQueries();

  /**
   * Bytes that one answer to a query by pubsub may carry; snapshots of more than 60,000 bytes come
   * last, and a search over HTTP leaves out those whose signed envelope takes more than a frame's
   * 65,535 bytes.
   */
  @WithDefault("900K")
  io.quarkus.runtime.configuration.MemorySize maxAnswer();
}
