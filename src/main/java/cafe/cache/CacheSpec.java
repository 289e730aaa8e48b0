package cafe.cache;

import java.time.Duration;

/**
 * What a cache is for, as its room asks for it.
 *
 * @param name in kebab case: {@code session-states}
 * @param maxBytes room for entries, each of which takes its key, its value and some overhead of the
 *     back end, about 200 bytes
 * @param lifetime after which an entry is not given any more
 */
public record CacheSpec(String name, long maxBytes, Duration lifetime) {

  /** Longest key in characters. */
  static final int MAX_KEY = 512;

  /** A value may take up to this part of a cache. */
  private static final int LARGEST_PART = 8;

  private static final int SMALLEST = 4096;

  /** Checks the bounds. */
  public CacheSpec {
    if (!name.matches("[a-z][a-z0-9-]{0,63}")) {
      throw new IllegalArgumentException("a cache's name is in kebab case: " + name);
    }
    if (maxBytes < SMALLEST || !lifetime.isPositive()) {
      throw new IllegalArgumentException("cache " + name + " has no room or no lifetime");
    }
  }

  boolean takes(byte[] value) {
    return value.length <= maxBytes / LARGEST_PART;
  }

  static String checked(String key) {
    if (key.length() > MAX_KEY) {
      throw new IllegalArgumentException("a cache key has at most " + MAX_KEY + " characters");
    }
    return key;
  }
}
