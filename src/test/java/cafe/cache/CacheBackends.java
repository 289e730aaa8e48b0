package cafe.cache;

import com.github.benmanes.caffeine.cache.Ticker;

/** Caches of each back end without a running application, for tests of other rooms. */
public final class CacheBackends {
  private CacheBackends() {}

  /** The back ends. */
  public enum Kind {
    /** Infinispan, embedded. */
    INFINISPAN,
    /** The heap of the process, as in native images. */
    PROCESS
  }

  /** Caches of a back end, each new; closing gives it back. */
  public static Closeable of(Kind kind) {
    CacheFactory factory =
        kind == Kind.INFINISPAN ? new InfinispanCaches() : new ProcessCaches(Ticker.systemTicker());
    return new Closeable(factory);
  }

  /** Caches that are given back. */
  public static final class Closeable implements Caches, AutoCloseable {
    private final CacheFactory factory;

    private Closeable(CacheFactory factory) {
      this.factory = factory;
    }

    @Override
    public Cache cache(CacheSpec spec) {
      return factory.create(spec);
    }

    @Override
    public void close() {
      factory.close();
    }
  }
}
