package cafe.testkit;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks at the head of every response as it leaves a cafe under test, whoever asked: the generated
 * client, a raw socket, a browser's library. {@link ContractCallback} lets the test fail.
 */
@ApplicationScoped
public class ContractObserver {

  /** Before the cafe's own filters. */
  private static final int FIRST = 1_000;

  private static final ConcurrentLinkedQueue<String> VIOLATIONS = new ConcurrentLinkedQueue<>();

  void filters(@Observes Filters filters) {
    filters.register(this::watch, FIRST);
  }

  private void watch(RoutingContext route) {
    route.addHeadersEndHandler(ignored -> note(route));
    route.next();
  }

  private static void note(RoutingContext route) {
    int status = route.response().getStatusCode();
    if (status < 200) {
      return;
    }
    Map<String, String> headers = new HashMap<>();
    route
        .response()
        .headers()
        .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    String method = route.request().method().name();
    var head = new ContractCheck.Exchange(method, route.request().path(), status, headers, null);
    List<String> violations = ContractWatch.violations(head);
    if (!violations.isEmpty()) {
      VIOLATIONS.add(method + " " + head.path() + " answered " + status + ": " + violations);
    }
  }

  /** What was found since the last call. */
  static List<String> take() {
    List<String> found = new ArrayList<>();
    for (String next = VIOLATIONS.poll(); next != null; next = VIOLATIONS.poll()) {
      found.add(next);
    }
    return found;
  }
}
