package cafe.inbox.stream;

import cafe.inbox.Deliveries;
import cafe.kernel.CafeException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets a delivery wait on its stream for what is refused for now: for a minute, or until the cafe
 * stops. Nothing more is read from the stream meanwhile, which holds the sender back.
 */
@ApplicationScoped
class PatientSteps implements Deliveries.Steps {

  static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Clock clock;
  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch stopping = new CountDownLatch(1);

  PatientSteps(Clock clock, MeterRegistry meters) {
    this.clock = clock;
    Gauge.builder("cafe.inbox.stream.waiting", waiting, AtomicInteger::doubleValue)
        .description("Deliveries by stream that were refused for now and wait for another try")
        .register(meters);
  }

  @Override
  public <T> T run(Supplier<T> step) {
    Instant end = clock.instant().plus(PATIENCE);
    try {
      return step.get();
    } catch (CafeException e) {
      if (!e.fault().retryable()) {
        throw e;
      }
    }
    waiting.incrementAndGet();
    try {
      return repeat(step, end);
    } finally {
      waiting.decrementAndGet();
    }
  }

  private <T> T repeat(Supplier<T> step, Instant end) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      boolean last = stopsWithin(pause) || !clock.instant().isBefore(end);
      try {
        return step.get();
      } catch (CafeException e) {
        if (last || !e.fault().retryable()) {
          throw e;
        }
      }
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  private boolean stopsWithin(Duration pause) {
    try {
      return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Before the node, which waits for what is being answered. */
  void onStop(@Observes @Priority(0) ShutdownEvent event) {
    stopping.countDown();
  }
}
