package cafe.peer.http;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.BodyLimits;
import cafe.web.WebConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
  private static final int ALL = 1 << 20;

  private final BodyMemory memory =
      new BodyMemory(
          new SmallRyeConfigBuilder()
              .withMapping(WebConfig.class)
              .withDefaultValues(Map.of("cafe.web.body-memory", "1M"))
              .withConverter(MemorySize.class, 200, new MemorySizeConverter())
              .withConverter(Duration.class, 200, new DurationConverter())
              .build()
              .getConfigMapping(WebConfig.class));

  /** A body that comes by drops holds memory no better than one that has stopped. */
  @Test
  void givesUpTheBodyThatDripsWhenOthersWait() {
    AtomicBoolean aborted = new AtomicBoolean();
    CompletableFuture<Void> other;
    try (BodyLimits.Account drips = memory.open(() -> aborted.set(true))) {
      drips.grow(ALL - 4096);
      other = CompletableFuture.runAsync(() -> grow(8192), Thread::startVirtualThread);
      try {
        for (int i = 0; i < 2000 && !aborted.get(); i++) {
          drips.grow(1);
          pause();
        }
      } catch (CafeException e) {
        // Given up while it waited for its next drop's memory.
        assertThat(e.fault()).isEqualTo(Fault.OVERLOADED);
      }
      assertThat(aborted).isTrue();
    }
    other.join();
  }

  private void grow(int bytes) {
    try (BodyLimits.Account account = memory.open(() -> {})) {
      account.grow(bytes);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(2); // between drops; slower is no harm
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
