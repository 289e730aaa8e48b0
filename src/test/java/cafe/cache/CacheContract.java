package cafe.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every back end does. */
abstract class CacheContract {

  private static final Duration LONG = Duration.ofHours(1);

  private CacheFactory factory;
  private int caches;

  abstract CacheFactory newFactory();

  @BeforeEach
  void open() {
    factory = newFactory();
  }

  @AfterEach
  void close() {
    factory.close();
  }

  private Cache cache(long bytes, Duration lifetime) {
    return factory.create(new CacheSpec("cache-" + caches++, bytes, lifetime));
  }

  @Test
  void givesBackWhatWasPut() {
    Cache cache = cache(1 << 20, LONG);
    assertThat(cache.get("a")).isEmpty();
    cache.put("a", bytes("one"));
    assertThat(cache.get("a")).hasValue(bytes("one"));
    cache.put("a", bytes("two"));
    assertThat(cache.get("a")).hasValue(bytes("two"));
    cache.remove("a");
    cache.remove("never there");
    assertThat(cache.get("a")).isEmpty();
  }

  @Test
  void keepsAnyBytes() {
    Cache cache = cache(1 << 20, LONG);
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    cache.put("all", all);
    cache.put("none", new byte[0]);
    assertThat(cache.get("all")).hasValue(all);
    assertThat(cache.get("none")).hasValue(new byte[0]);
  }

  @Test
  void sharesNoArray() {
    Cache cache = cache(1 << 20, LONG);
    byte[] mine = bytes("mine");
    cache.put("a", mine);
    mine[0] = 'X';
    cache.get("a").orElseThrow()[1] = 'X';
    assertThat(cache.get("a")).hasValue(bytes("mine"));
    byte[] other = bytes("other");
    cache.putIfAbsent("b", other);
    other[0] = 'X';
    assertThat(cache.get("b")).hasValue(bytes("other"));
  }

  @Test
  void putIfAbsentDoesNotReplace() {
    Cache cache = cache(1 << 20, LONG);
    assertThat(cache.putIfAbsent("a", bytes("first"))).isTrue();
    assertThat(cache.putIfAbsent("a", bytes("second"))).isFalse();
    assertThat(cache.get("a")).hasValue(bytes("first"));
  }

  @Test
  void clearsOnlyItself() {
    Cache one = cache(1 << 20, LONG);
    Cache other = cache(1 << 20, LONG);
    one.put("a", bytes("1"));
    other.put("a", bytes("2"));
    one.clear();
    assertThat(one.get("a")).isEmpty();
    assertThat(one.size()).isZero();
    assertThat(other.get("a")).hasValue(bytes("2"));
  }

  @Test
  void holdsNoMoreEntriesThanItMay() {
    Cache cache = cache(10_000, LONG);
    for (int i = 0; i < 5_000; i++) {
      cache.put("key " + i, bytes("value"));
    }
    assertThat(cache.size()).isLessThanOrEqualTo(100);
  }

  @Test
  void holdsNoMoreBytesThanItMay() {
    Cache cache = cache(100_000, LONG);
    for (int i = 0; i < 1_000; i++) {
      cache.put("key " + i, new byte[1_000]);
    }
    assertThat(cache.size()).isLessThanOrEqualTo(100);
  }

  @Test
  void doesNotKeepWhatIsTooLarge() {
    Cache cache = cache(8_000, LONG);
    cache.put("a", bytes("old"));
    cache.put("a", new byte[1_001]);
    assertThat(cache.get("a")).as("neither the new value nor the old one").isEmpty();
    assertThat(cache.putIfAbsent("a", new byte[1_001])).isFalse();
    assertThat(cache.get("a")).isEmpty();
    assertThat(cache.putIfAbsent("a", new byte[1_000])).isTrue();
  }

  @Test
  void refusesLongKeys() {
    Cache cache = cache(8_000, LONG);
    assertThatThrownBy(() -> cache.put("k".repeat(513), new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(cache.get("k".repeat(513))).isEmpty();
  }

  @Test
  void forgetsAfterTheLifetime() throws InterruptedException {
    Cache cache = cache(8_000, Duration.ofMillis(20));
    cache.put("a", bytes("short-lived"));
    Instant deadline = Instant.now().plusSeconds(30);
    while (cache.get("a").isPresent() && Instant.now().isBefore(deadline)) {
      Thread.sleep(5);
    }
    assertThat(cache.get("a")).isEmpty();
    assertThat(cache.putIfAbsent("a", bytes("next"))).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
