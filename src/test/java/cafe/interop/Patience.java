package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other programs do in their own time. */
final class Patience {
  private static final Duration LONG = Duration.ofMinutes(1);

  private Patience() {}

  /** Asks again and again until it is so. */
  static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.sleep(20);
    }
  }

  /**
   * Does something again and again until it is heard of: what is published before others are known
   * to listen is lost.
   *
   * @param told called before each attempt to hear
   * @param heard throws {@link ForeignPeer.Refused} if it heard nothing
   */
  static JsonNode until(Runnable told, Supplier<JsonNode> heard) {
    long end = System.nanoTime() + LONG.toNanos();
    while (true) {
      told.run();
      try {
        return heard.get();
      } catch (ForeignPeer.Refused e) {
        assertThat(System.nanoTime()).as("nothing was heard").isLessThan(end);
      }
    }
  }
}
