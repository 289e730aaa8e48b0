package cafe.cache;

import java.util.Optional;

/** A cache of bytes by name. Any entry may vanish at any time. */
public interface Cache {

  /** A copy of the value, if it is there and has not outlived the cache's lifetime. */
  Optional<byte[]> get(String key);

  /** Keeps a copy of the value for the cache's lifetime, in place of any other. */
  void put(String key, byte[] value);

  /**
   * Keeps a copy of the value unless there is one.
   *
   * @return whether it was kept; false also for a value that is too large
   */
  boolean putIfAbsent(String key, byte[] value);

  /** Forgets the value. */
  void remove(String key);

  /** Forgets everything. */
  void clear();

  /** How many entries there are, roughly: some may have expired. */
  long size();
}
