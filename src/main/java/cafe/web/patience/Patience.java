package cafe.web.patience;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.connection.Connections;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Tries again what was refused for lack of time or room. */
@ApplicationScoped
public class Patience {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final HttpServerResponse response;
  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch stopping = new CountDownLatch(1);

  Patience(HttpServerResponse response, MeterRegistry meters) {
    this.response = response;
    Gauge.builder("cafe.patience.waiting", waiting, AtomicInteger::doubleValue)
        .description("Requests that were refused for now and wait for another try")
        .register(meters);
  }

  /**
   * Does the work of the current request, again and again while the fault is one that passes and
   * the caller is connected. For whoever left it is not done again: what he has asked for since
   * would be undone.
   *
   * @param work undone whenever it throws, or what may be done twice
   * @throws CafeException the work's last
   */
  public void serve(Runnable work) {
    Boolean unused =
        get(
            () -> {
              work.run();
              return Boolean.TRUE;
            });
  }

  /** As {@link #serve}, for work with a result. */
  public <T> T get(Supplier<T> work) {
    try {
      return work.get();
    } catch (CafeException e) {
      refuseIfFinal(e);
    }
    waiting.incrementAndGet();
    try {
      return repeat(work);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** As {@link #serve}, for what goes before the request's work, which nobody who left is done. */
  public void prepare(Runnable work) {
    serve(work);
    requireCaller();
  }

  /** How many requests wait for another try; the gauge {@code cafe.patience.waiting}. */
  public int waiting() {
    return waiting.get();
  }

  private <T> T repeat(Supplier<T> work) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      pause(pause);
      requireCaller();
      try {
        return work.get();
      } catch (CafeException e) {
        refuseIfFinal(e);
      }
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  private void refuseIfFinal(CafeException e) {
    if (!e.fault().retryable() || response.closed()) {
      throw e;
    }
  }

  private void requireCaller() {
    if (response.closed()) {
      throw new CafeException(Fault.UNAVAILABLE, "the caller left before it was served");
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopping.countDown();
  }

  private void pause(Duration pause) {
    try {
      if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CafeException(Fault.UNAVAILABLE, "stopping");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CafeException(Fault.UNAVAILABLE, "stopping", e);
    }
  }

  /** Ends a request so that its client sees a fault of transport; whatever follows is not sent. */
  public static void endUnanswered(HttpServerRequest request) {
    Connections.cut(request);
  }

  /** Whether a refusal must not be told to the clients of a resource. */
  public static boolean forbids(Class<?> resource, Fault fault) {
    return resource.isAnnotationPresent(Patient.class)
        && (fault.retryable() || fault == Fault.INTERNAL);
  }
}
