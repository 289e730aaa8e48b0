package cafe.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/** Changes to single limits. */
@ConfigMapping(prefix = "cafe.limits")
public interface LimitsConfig {

  /** Callers that each limit can tell apart at one time. */
  @WithDefault("100000")
  int maxKeys();

  /** Changes to single limits, by id. */
  Map<String, Named> named();

  /** Changes to one limit. */
  interface Named {
    /** How many at once, after a rest; 0 switches the limit off. */
    Optional<Integer> burst();

    /** How many a minute, in the long run. */
    Optional<Integer> perMinute();
  }
}
