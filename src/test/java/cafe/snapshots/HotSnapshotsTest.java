package cafe.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.cache.CacheBackends;
import cafe.kernel.PeerId;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Snapshots in memory, on each back end of the cache. */
class HotSnapshotsTest {

  private static final PeerId ADA = PeerId.ofEd25519(new byte[32]);

  private static Snapshot snapshot(String thread, long version, int size) {
    byte[] bytes = new byte[size];
    bytes[0] = (byte) version;
    String digest = "%032x".formatted(version);
    return new Snapshot(new SnapshotInfo(thread, ADA, version, digest, size, Instant.EPOCH), bytes);
  }

  @ParameterizedTest
  @EnumSource(CacheBackends.Kind.class)
  void givesTheVersionThatIsMeantAndNoOther(CacheBackends.Kind kind) {
    try (CacheBackends.Closeable caches = CacheBackends.of(kind)) {
      HotSnapshots hot = new HotSnapshots(caches);
      Snapshot first = snapshot("t", 1, 100);
      Snapshot second = snapshot("t", 2, 100);
      assertThat(hot.get(first.info())).isEmpty();
      hot.keep(first);
      assertThat(hot.get(first.info()).orElseThrow().ciphertext()).isEqualTo(first.ciphertext());
      assertThat(hot.get(second.info())).isEmpty();
      assertThat(hot.get(snapshot("u", 1, 100).info())).isEmpty();
      hot.keep(second);
      hot.forget(first.info());
      assertThat(hot.get(first.info())).isEmpty();
      assertThat(hot.get(second.info())).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(CacheBackends.Kind.class)
  void keepsOnlySmallOnesAndNotAllOfThem(CacheBackends.Kind kind) {
    try (CacheBackends.Closeable caches = CacheBackends.of(kind)) {
      HotSnapshots hot = new HotSnapshots(caches);
      Snapshot large = snapshot("large", 1, HotSnapshots.LARGEST + 1);
      hot.keep(large);
      assertThat(hot.get(large.info())).isEmpty();
      hot.keep(snapshot("t0", 1, HotSnapshots.LARGEST));
      IntStream.range(1, 200).forEach(i -> hot.keep(snapshot("t" + i, 1, HotSnapshots.LARGEST)));
      long kept =
          IntStream.range(0, 200)
              .filter(i -> hot.get(snapshot("t" + i, 1, HotSnapshots.LARGEST).info()).isPresent())
              .count();
      assertThat(kept * HotSnapshots.LARGEST).isPositive().isLessThanOrEqualTo(18L << 20);
    }
  }
}
