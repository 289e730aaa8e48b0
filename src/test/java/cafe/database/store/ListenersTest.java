package cafe.database.store;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Outbox.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListenersTest {
  private final Listeners listeners = new Listeners();
  private final AtomicInteger woken = new AtomicInteger();

  private Subscription failing() {
    return listeners.listen(
        "topic\nkey",
        () -> {
          woken.incrementAndGet();
          throw new IllegalStateException("on purpose");
        });
  }

  @Test
  void aListenerThatFailsKeepsNoOtherAsleep() {
    try (Subscription _ = failing();
        Subscription _ = failing();
        Subscription _ = listeners.listen("topic\nother", woken::incrementAndGet)) {
      listeners.wake("topic\nkey");
      assertThat(woken).hasValue(2);
    }
    assertThat(listeners.has("topic\nkey")).isFalse();
  }
}
