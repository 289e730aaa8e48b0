package cafe.cache;

/** A back end: makes caches, once each. */
interface CacheFactory {

  /** A new cache. */
  Cache create(CacheSpec spec);

  /** Gives everything back. */
  void close();
}
