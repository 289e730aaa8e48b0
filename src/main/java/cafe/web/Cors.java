package cafe.web;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Cross-origin resource sharing (Fetch standard). Credentials are never allowed: nothing here works
 * by cookie, so any origin may be let in.
 */
final class Cors implements Handler<RoutingContext> {

  private static final String ANY = "*";

  private final Set<String> origins;
  private final String methods;
  private final String headers;
  private final String exposed;
  private final String maxAge;

  Cors(WebConfig.Cors config) {
    this.origins = Set.copyOf(config.origins());
    this.methods = String.join(", ", config.methods());
    this.headers = String.join(", ", config.headers());
    this.exposed = String.join(", ", config.exposedHeaders());
    this.maxAge = Long.toString(config.maxAge().toSeconds());
  }

  @Override
  public void handle(RoutingContext route) {
    HttpServerResponse response = route.response();
    boolean any = origins.contains(ANY);
    if (!any) {
      // Last, because routes set theirs; and to everybody, because caches keep what programs get.
      route.addHeadersEndHandler(ignored -> vary(response.headers()));
    }
    String origin = route.request().getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      route.next();
      return;
    }
    boolean allowed = any || origins.contains(origin);
    if (allowed) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, any ? ANY : origin);
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    if (isPreflight(route)) {
      if (allowed) {
        response
            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods)
            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers)
            .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, maxAge);
      }
      response.setStatusCode(204).end();
    } else {
      route.next();
    }
  }

  private static void vary(MultiMap headers) {
    if (!headers.contains(HttpHeaders.VARY, HttpHeaders.ORIGIN, true)) {
      headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }
  }

  private static boolean isPreflight(RoutingContext route) {
    return route.request().method().equals(HttpMethod.OPTIONS)
        && route.request().headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }
}
