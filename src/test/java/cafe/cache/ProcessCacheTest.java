package cafe.cache;

class ProcessCacheTest extends CacheContract {
  @Override
  CacheFactory newFactory() {
    return new ProcessCaches();
  }
}
