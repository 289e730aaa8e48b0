package cafe.cache;

class InfinispanCacheTest extends CacheContract {
  @Override
  CacheFactory newFactory() {
    return new InfinispanCaches();
  }
}
