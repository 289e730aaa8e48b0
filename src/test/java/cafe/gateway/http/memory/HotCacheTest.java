package cafe.gateway.http.memory;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.gateway.http.fields.AnswerHeaders;
import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HotCacheTest {
  private static final int FILE = 100_000;
  private static final AnswerHeaders FIELDS = new AnswerHeaders("\"x\"", true, List.of());

  private final HotCache cache = new HotCache(10 * FILE, FILE, Duration.ofMinutes(1));

  @Test
  void theSecondRequestLetsIn() {
    assertThat(cache.admits(cid(1), FILE)).isFalse();
    assertThat(cache.admits(cid(1), FILE)).isTrue();
    assertThat(cache.admits(cid(2), FILE + 1)).isFalse();
    assertThat(cache.admits(cid(2), FILE + 1)).isFalse();
  }

  @Test
  void aScanDoesNotFlush() {
    for (int i = 0; i < 5; i++) {
      put(i);
    }
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 5; i++) {
        assertThat(cache.get("/" + i)).isNotNull();
      }
    }
    // one that comes twice by everything
    for (int i = 100; i < 400; i++) {
      put(i);
    }
    assertThat(IntStream.range(0, 5).filter(i -> cache.get("/" + i) != null)).hasSize(5);
    assertThat(cache.allocated()).isLessThanOrEqualTo(10L * FILE);
  }

  @Test
  void memoryOutlivesEvictionWhileItIsSent() {
    put(1);
    HotFile file = cache.get("/1");
    assertThat(file).isNotNull();
    assertThat(file.body().retain()).isTrue();
    cache.removeIf(f -> true);
    assertThat(cache.get("/1")).isNull();
    assertThat(cache.allocated()).isEqualTo(FILE);
    assertThat(file.body().slice(5, 1).getByte(0)).isEqualTo((byte) 1);
    file.body().release();
    assertThat(cache.allocated()).isZero();
    assertThat(file.body().retain()).isFalse();
  }

  /** Slow readers of evicted files cannot make it allocate without end. */
  @Test
  void allocatesNoMoreThanHalfAsMuchAgain() {
    int given = 0;
    while (cache.allocate(FILE) != null) {
      given++;
    }
    assertThat(given).isEqualTo(15);
    assertThat(cache.allocated()).isEqualTo(15L * FILE);
  }

  @Test
  void aReplacedFileIsFreed() {
    put(1);
    put(1);
    assertThat(cache.allocated()).isEqualTo(FILE);
  }

  @Test
  void theDoorkeeperForgets() {
    Doorkeeper doorkeeper = new Doorkeeper();
    assertThat(doorkeeper.admits(cid(0))).isFalse();
    assertThat(doorkeeper.admits(cid(0))).isTrue();
    for (int i = 1; i <= 20_000; i++) {
      doorkeeper.admits(cid(i));
    }
    long known =
        IntStream.rangeClosed(20_001, 21_000).filter(i -> doorkeeper.admits(cid(i))).count();
    assertThat(known).isLessThan(200);
  }

  private void put(int i) {
    HotBody body = cache.allocate(FILE);
    assertThat(body).isNotNull();
    ByteBuffer memory = body.memory();
    while (memory.hasRemaining()) {
      memory.put((byte) i);
    }
    cache.put("/" + i, new HotFile(List.of(cid(i)), FIELDS, body, null));
  }

  private static Cid cid(int i) {
    return Cid.v0(Multihash.sha256(ByteBuffer.allocate(4).putInt(i).array()));
  }
}
