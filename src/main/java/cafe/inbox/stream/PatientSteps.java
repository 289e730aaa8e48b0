package cafe.inbox.stream;

import cafe.inbox.Deliveries;
import cafe.limits.Retries;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Lets a delivery wait on its stream for what is refused for now: for a minute, or until the cafe
 * stops. Nothing more is read from the stream meanwhile, which holds the sender back.
 */
@ApplicationScoped
class PatientSteps implements Deliveries.Steps {

  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Clock clock;
  private final Retries retries = new Retries();

  PatientSteps(Clock clock, MeterRegistry meters) {
    this.clock = clock;
    Gauge.builder("cafe.inbox.stream.waiting", retries, Retries::waiting)
        .description("Deliveries by stream that were refused for now and wait for another try")
        .register(meters);
  }

  @Override
  public <T> T run(Supplier<T> step) {
    Instant end = clock.instant().plus(PATIENCE);
    return retries.run(step, () -> clock.instant().isBefore(end));
  }

  /** Before the node, which waits for what is being answered. */
  void onStop(@Observes @Priority(0) ShutdownEvent event) {
    retries.stop();
  }
}
