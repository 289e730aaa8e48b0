package cafe.web.body;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.BodyLimit;
import cafe.web.BodyLimits;
import cafe.web.FilterOrder;
import cafe.web.WebConfig;
import cafe.web.connection.Connections;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Refuses bodies that are larger than their route takes, and those for which there is no memory
 * among the others that are being read.
 */
@jakarta.ws.rs.ext.Provider
@Priority(FilterOrder.BODY_LIMIT)
class BodyLimitFilter implements ContainerRequestFilter {

  private final ResourceInfo resource;
  private final Instance<BodyLimits> rooms;
  private final Provider<WebConfig> config;
  private final Provider<BodyLimits.Memory> memory;
  private final Provider<BodyReads> reads;
  private final CurrentVertxRequest current;
  private final ConcurrentHashMap<Method, Long> limits = new ConcurrentHashMap<>();

  /** Filters are made while the application is built up, before its settings are read. */
  BodyLimitFilter(
      ResourceInfo resource,
      Instance<BodyLimits> rooms,
      Provider<WebConfig> config,
      Provider<BodyLimits.Memory> memory,
      Provider<BodyReads> reads,
      CurrentVertxRequest current) {
    this.resource = resource;
    this.rooms = rooms;
    this.config = config;
    this.memory = memory;
    this.reads = reads;
    this.current = current;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!mayHaveBody(request)) {
      return;
    }
    long limit = limit(resource.getResourceMethod());
    String excess = "the body may have at most " + limit + " bytes";
    long declared = declaredLength(request);
    if (declared > limit) {
      throw new CafeException(Fault.TOO_LARGE, excess);
    }
    InputStream body = reads.get().endingWithTheCafe(request.getEntityStream());
    request.setEntityStream(new LimitedInputStream(body, limit, excess, account(declared)));
  }

  /** An account for bodies that are not read piece by piece. */
  private @Nullable BodyAccount account(long declared) {
    Method method = resource.getResourceMethod();
    if (method == null || List.of(method.getParameterTypes()).contains(InputStream.class)) {
      return null;
    }
    RoutingContext route = current.getCurrent();
    // Nothing else of the request: the account may outlive it.
    HttpConnection connection = route.request().connection();
    BodyAccount account = BodyAccount.of(route);
    account.open(memory.get(), () -> Connections.cut(connection), declared);
    return account;
  }

  private static boolean mayHaveBody(ContainerRequestContext request) {
    String transferEncoding = request.getHeaderString("Transfer-Encoding");
    return transferEncoding != null || declaredLength(request) != 0;
  }

  /** The declared length; 0 when there is none. HTTP/2 need not declare one: then negative. */
  private static long declaredLength(ContainerRequestContext request) {
    String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return switch (request.getMethod()) {
        case "GET", "HEAD", "OPTIONS" -> 0;
        default -> -1;
      };
    }
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException e) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "Content-Length is no number");
    }
  }

  private long limit(@Nullable Method method) {
    return method == null ? standard() : limits.computeIfAbsent(method, this::configured);
  }

  private long standard() {
    return config.get().maxBody().asLongValue();
  }

  private long configured(Method method) {
    BodyLimit limit = method.getAnnotation(BodyLimit.class);
    if (limit == null) {
      limit = method.getDeclaringClass().getAnnotation(BodyLimit.class);
    }
    return limit == null ? standard() : named(limit.value());
  }

  private long named(String setting) {
    return rooms.stream()
        .map(room -> room.limits().get(setting))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no room sets " + setting));
  }
}
