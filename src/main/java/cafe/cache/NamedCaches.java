package cafe.cache;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The caches of the configured back end, by name. */
@Startup
@Singleton
class NamedCaches implements Caches {

  private final CacheConfig config;
  private final CacheFactory factory;
  private final Map<String, Named> caches = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  @Inject
  NamedCaches(
      CacheConfig config, Instance<InfinispanCaches> infinispan, Instance<ProcessCaches> process) {
    // Absent from native images.
    boolean embedded =
        config.backend() == CacheConfig.Backend.INFINISPAN && infinispan.isResolvable();
    this.config = config;
    this.factory = embedded ? infinispan.get() : process.get();
  }

  @Override
  public Cache cache(CacheSpec spec) {
    lock.lock();
    try {
      Named named =
          caches.computeIfAbsent(
              spec.name(), name -> new Named(spec, factory.create(configured(spec))));
      if (!named.spec.equals(spec)) {
        throw new IllegalArgumentException("cache " + spec.name() + " exists with other bounds");
      }
      return named.cache;
    } finally {
      lock.unlock();
    }
  }

  private CacheSpec configured(CacheSpec spec) {
    CacheConfig.Named change = config.named().get(spec.name());
    if (change == null) {
      return spec;
    }
    return new CacheSpec(
        spec.name(),
        change.maxBytes().map(size -> size.asLongValue()).orElse(spec.maxBytes()),
        change.lifetime().orElse(spec.lifetime()));
  }

  @PreDestroy
  void close() {
    factory.close();
  }

  private record Named(CacheSpec spec, Cache cache) {}
}
