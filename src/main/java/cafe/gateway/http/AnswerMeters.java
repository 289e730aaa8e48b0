package cafe.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Counts answers about content. Quarkus' own meters of HTTP look for theirs anew with every answer,
 * which takes a good part of the time that one from memory needs.
 */
@ApplicationScoped
class AnswerMeters {
  private final MeterRegistry registry;
  private final Counter fromMemory;

  AnswerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.fromMemory = registry.counter("cafe.gateway.memory");
  }

  void fromMemory() {
    fromMemory.increment();
  }

  /** An answer with a status, which took the time from its request to the last byte. */
  void fromStorage(int status, Duration time) {
    registry.timer("cafe.gateway.storage", "status", Integer.toString(status)).record(time);
  }
}
