package cafe.web.patience;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.limits.Retries;
import cafe.web.connection.Connections;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.Supplier;

/** Tries again what was refused for lack of time or room. */
@ApplicationScoped
public class Patience {
  private final HttpServerResponse response;
  private final Retries retries = new Retries();

  Patience(HttpServerResponse response, MeterRegistry meters) {
    this.response = response;
    Gauge.builder("cafe.patience.waiting", retries, Retries::waiting)
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
    return retries.run(work, () -> !response.closed());
  }

  /**
   * As {@link #serve}, for what goes before the request's own work, which nobody gets who has left
   * meanwhile.
   */
  public void prepare(Runnable work) {
    serve(work);
    if (response.closed()) {
      throw new CafeException(Fault.UNAVAILABLE, "the caller left before it was served");
    }
  }

  /** How many requests wait for another try; the gauge {@code cafe.patience.waiting}. */
  public int waiting() {
    return retries.waiting();
  }

  void stop(@Observes ShutdownEvent event) {
    retries.stop();
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
