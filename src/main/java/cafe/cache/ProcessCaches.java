package cafe.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Caches in the process' own heap, by Caffeine. */
@Singleton
@RegisterForReflection(
    // Found by Caffeine by their names, which say what is asked of a cache.
    classNames = {
      "com.github.benmanes.caffeine.cache.PSWMW",
      "com.github.benmanes.caffeine.cache.SSLMWW",
      "com.github.benmanes.caffeine.cache.SSMWW"
    })
class ProcessCaches implements CacheFactory {

  private static final int OVERHEAD = 200;

  private final Ticker ticker;

  @Inject
  ProcessCaches() {
    this(Ticker.systemTicker());
  }

  ProcessCaches(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Cache create(CacheSpec spec) {
    com.github.benmanes.caffeine.cache.Cache<String, byte[]> entries =
        Caffeine.newBuilder()
            .ticker(ticker)
            .maximumWeight(spec.maxBytes())
            .weigher((String key, byte[] value) -> OVERHEAD + 2 * key.length() + value.length)
            .expireAfterWrite(spec.lifetime())
            .build();
    return new ProcessCache(spec, entries);
  }

  @Override
  public void close() {
    // The heap goes by itself.
  }

  private record ProcessCache(
      CacheSpec spec, com.github.benmanes.caffeine.cache.Cache<String, byte[]> entries)
      implements Cache {

    @Override
    public Optional<byte[]> get(String key) {
      return Optional.ofNullable(entries.getIfPresent(key)).map(byte[]::clone);
    }

    @Override
    public void put(String key, byte[] value) {
      if (spec.takes(value)) {
        entries.put(CacheSpec.checked(key), value.clone());
      } else {
        entries.invalidate(key);
      }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] value) {
      return spec.takes(value)
          && entries.asMap().putIfAbsent(CacheSpec.checked(key), value.clone()) == null;
    }

    @Override
    public void remove(String key) {
      entries.invalidate(key);
    }

    @Override
    public void clear() {
      entries.invalidateAll();
    }

    @Override
    public long size() {
      entries.cleanUp();
      return entries.estimatedSize();
    }
  }
}
