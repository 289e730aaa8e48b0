package cafe.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where caches live, and changes to single ones. */
@ConfigMapping(prefix = "cafe.cache")
public interface CacheConfig {

  /** Where caches live. A native image has only {@code process}. */
  @WithDefault("infinispan")
  Backend backend();

  /** Changes to single caches, by name. */
  Map<String, Named> named();

  /** Where caches live. */
  enum Backend {
    /** Infinispan, embedded. */
    INFINISPAN,
    /** The process' own heap, without Infinispan. */
    PROCESS
  }

  /** Changes to one cache. */
  interface Named {
    /** Room for entries. */
    Optional<MemorySize> maxBytes();

    /** After which an entry is not given any more. */
    Optional<Duration> lifetime();
  }
}
