package cafe.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How units of work are queued and committed. */
@ConfigMapping(prefix = "cafe.database")
public interface DatabaseConfig {

  /** Units of work that may wait for the embedded database's writer; one more is refused. */
  @WithDefault("10000")
  int maxWaitingWrites();

  /** Units of work that share one commit of the embedded database. */
  @WithDefault("256")
  int maxBatch();

  /** How long a unit of work waits for a place in the queue before it is refused. */
  @WithDefault("10s")
  Duration queueTimeout();

  /** How long events stay in the outbox for readers that were away. */
  @WithDefault("7d")
  Duration outboxRetention();
}
