package cafe.web.patience;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Tries again what was refused for lack of time or room. */
@ApplicationScoped
public class Patience {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final HttpServerResponse response;
  private volatile boolean stopping;

  Patience(HttpServerResponse response) {
    this.response = response;
  }

  /**
   * Does the work of the current request, again and again while the fault is one that passes and
   * the caller is connected.
   *
   * @param work undone whenever it throws; may be done twice
   * @throws CafeException the work's last
   */
  public void serve(Runnable work) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        work.run();
        return;
      } catch (CafeException e) {
        if (!e.fault().retryable() || stopping || response.closed()) {
          throw e;
        }
      }
      sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CafeException(Fault.UNAVAILABLE, "stopping", e);
    }
  }

  /** Ends a request so that its client sees a fault of transport; whatever follows is not sent. */
  public static void endUnanswered(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
      return;
    }
    Future<Void> closed = request.connection().close();
    if (!Context.isOnEventLoopThread()) {
      // Else the answer that is made next could be faster.
      closed.toCompletionStage().toCompletableFuture().join();
    }
  }

  /** Whether a refusal must not be told to the clients of a resource. */
  public static boolean forbids(Class<?> resource, Fault fault) {
    return resource.isAnnotationPresent(Patient.class)
        && (fault.retryable() || fault == Fault.INTERNAL);
  }
}
