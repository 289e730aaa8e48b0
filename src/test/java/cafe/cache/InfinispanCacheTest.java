package cafe.cache;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class InfinispanCacheTest extends CacheContract {
  @Override
  CacheFactory newFactory() {
    return new InfinispanCaches();
  }
}
