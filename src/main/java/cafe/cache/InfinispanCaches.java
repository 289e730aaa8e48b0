package cafe.cache;

import io.quarkus.arc.properties.UnlessBuildProperty;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.cache.StorageType;
import org.infinispan.configuration.global.GlobalConfiguration;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.eviction.EvictionStrategy;
import org.infinispan.manager.DefaultCacheManager;

/**
 * Caches of an Infinispan embedded in this process, without a cluster. Not part of native images,
 * where it cannot run.
 */
@Singleton
@UnlessBuildProperty(name = "quarkus.native.enabled", stringValue = "true", enableIfMissing = true)
class InfinispanCaches implements CacheFactory {

  private final DefaultCacheManager manager;

  InfinispanCaches() {
    GlobalConfiguration global =
        new GlobalConfigurationBuilder()
            .nonClusteredDefault()
            .cacheManagerName("cafe")
            .metrics()
            .gauges(false)
            .histograms(false)
            .jmx()
            .disable()
            .build();
    this.manager = new DefaultCacheManager(global, true);
  }

  @Override
  public Cache create(CacheSpec spec) {
    Configuration configuration =
        new ConfigurationBuilder()
            .encoding()
            .mediaType(MediaType.APPLICATION_OCTET_STREAM_TYPE)
            .memory()
            .storage(StorageType.HEAP)
            .maxSize(spec.maxBytes())
            .whenFull(EvictionStrategy.REMOVE)
            .expiration()
            .lifespan(spec.lifetime().toMillis(), TimeUnit.MILLISECONDS)
            .wakeUpInterval(1, TimeUnit.MINUTES)
            .build();
    manager.defineConfiguration(spec.name(), configuration);
    return new InfinispanCache(spec, manager.getCache(spec.name(), true));
  }

  @Override
  public void close() {
    manager.stop();
  }

  private record InfinispanCache(CacheSpec spec, org.infinispan.Cache<byte[], byte[]> entries)
      implements Cache {

    @Override
    public Optional<byte[]> get(String key) {
      return Optional.ofNullable(entries.get(bytes(key))).map(byte[]::clone);
    }

    @Override
    public void put(String key, byte[] value) {
      if (spec.takes(value)) {
        entries.put(bytes(CacheSpec.checked(key)), value.clone());
      } else {
        entries.remove(bytes(key));
      }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] value) {
      return spec.takes(value)
          && entries.putIfAbsent(bytes(CacheSpec.checked(key)), value.clone()) == null;
    }

    @Override
    public void remove(String key) {
      entries.remove(bytes(key));
    }

    @Override
    public void clear() {
      entries.clear();
    }

    @Override
    public long size() {
      return entries.getAdvancedCache().getDataContainer().size();
    }

    private static byte[] bytes(String key) {
      return key.getBytes(StandardCharsets.UTF_8);
    }
  }
}
