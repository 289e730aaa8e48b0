package cafe.snapshots;

import cafe.cache.Cache;
import cafe.cache.CacheSpec;
import cafe.cache.Caches;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * The bytes of small snapshots that were read lately. Which version is the current one is never
 * asked here: a reader asks the row first, and finds here only the bytes that the row means, since
 * an entry's name holds version and digest. So nothing stale is given, whoever wrote meanwhile, in
 * this process or another; what is no longer meant is forgotten, at the latest with its lifetime.
 */
@ApplicationScoped
class HotSnapshots {

  /** Larger ones are read from their rows: a few of them would push out all others. */
  static final int LARGEST = 256 * 1024;

  private static final CacheSpec SPEC =
      new CacheSpec("hot-snapshots", 16L << 20, Duration.ofMinutes(10));

  private final Cache bytes;

  HotSnapshots(Caches caches) {
    this.bytes = caches.cache(SPEC);
  }

  /** The snapshot that a row describes, if its bytes are here. */
  Optional<Snapshot> get(SnapshotInfo info) {
    return info.size() > LARGEST
        ? Optional.empty()
        : bytes.get(key(info)).map(found -> new Snapshot(info, found));
  }

  /** A snapshot was read from its row. */
  void keep(Snapshot snapshot) {
    if (snapshot.info().size() <= LARGEST) {
      bytes.put(key(snapshot.info()), snapshot.ciphertext());
    }
  }

  /** A snapshot is replaced or removed. */
  void forget(SnapshotInfo info) {
    bytes.remove(key(info));
  }

  private static String key(SnapshotInfo info) {
    return info.client() + " " + info.tag() + " " + info.thread();
  }
}
