package cafe.cache;

/** Gives each room its caches. */
public interface Caches {

  /**
   * The cache of that name; made at the first call. Its size and lifetime can be overridden by
   * {@code cafe.cache.named."name"}.
   *
   * @throws IllegalArgumentException if it exists with another size or lifetime
   */
  Cache cache(CacheSpec spec);
}
