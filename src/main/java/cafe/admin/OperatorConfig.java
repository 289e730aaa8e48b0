package cafe.admin;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The operator's listener. */
@ConfigMapping(prefix = "cafe.operator")
public interface OperatorConfig {

  /** Where it listens, {@code HOST:PORT}; port 0 takes a free one. Loopback by default. */
  @WithDefault("127.0.0.1:40600")
  String address();

  /** The largest body of a request. */
  @WithDefault("64K")
  MemorySize maxBody();

  /** Requests that are handled at the same time; others are refused. */
  @WithDefault("32")
  int maxRequests();
}
