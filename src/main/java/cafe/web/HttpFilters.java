package cafe.web;

import cafe.kernel.Fault;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/** What happens to every request of the public port, whichever route answers it. */
@ApplicationScoped
class HttpFilters {

  /** After every route of the application and the framework, before the framework's own 404. */
  private static final int LAST_ROUTE = Integer.MAX_VALUE - 1;

  /** Only {@link cafe.web.connection} comes before. */
  private static final int FIRST_ROUTE = Integer.MIN_VALUE + 1;

  private static final int BAD_REQUEST = 400;
  private static final String NUL = "%00";

  /** The original's routes, each with answers of one form only. */
  private static final Pattern OLD_ROUTES = Pattern.compile("/(api/v[01]/.*|cafe/v0/.*|cafes?/?)");

  /** A type that no route takes, in place of one that the framework would stumble over. */
  private static final String UNREADABLE = "application/x-unreadable";

  private final WebConfig config;
  private final RequestIds ids;
  private final Cors cors;

  HttpFilters(WebConfig config, SecureRandom random) {
    this.config = config;
    this.ids = new RequestIds(random);
    this.cors = new Cors(config.cors());
  }

  void filters(@Observes Filters filters) {
    filters.register(this::name, FilterOrder.REQUEST_ID);
    filters.register(this::headers, FilterOrder.HEADERS);
    filters.register(HttpFilters::refuseNul, FilterOrder.SANITY);
    filters.register(HttpFilters::takeAnything, FilterOrder.OLD_FORM);
    if (config.cors().enabled()) {
      filters.register(cors, FilterOrder.CORS);
    }
  }

  void routes(@Observes Router router) {
    router.route().order(LAST_ROUTE).handler(route -> answer(route, Fault.ROUTE_UNKNOWN));
    router.route().order(FIRST_ROUTE).handler(this::refuseHosts).failureHandler(this::refuse);
    // A path that cannot be decoded gets no further than the router.
    router.errorHandler(BAD_REQUEST, route -> answer(route, Fault.PATH_MALFORMED));
  }

  /**
   * With two hosts (RFC 9112 §3.2) a proxy may have taken the other one. The router refuses a
   * request with none, or with one that is none.
   */
  private void refuseHosts(RoutingContext route) {
    HttpServerRequest request = route.request();
    if (request.version() != HttpVersion.HTTP_2
        && request.headers().getAll(HttpHeaders.HOST).size() > 1) {
      ids.assign(route);
      answer(route, Fault.HOST_INVALID);
    } else {
      route.next();
    }
  }

  /** What the router takes for no request: one without a host. Quarkus logs its URL. */
  private void refuse(RoutingContext route) {
    if (route.statusCode() == BAD_REQUEST && route.failure() instanceof VertxException) {
      ids.assign(route);
      answer(route, Fault.HOST_INVALID);
    } else {
      route.next();
    }
  }

  /** No name here has a NUL in it, and databases end a text there, or refuse it. */
  private static void refuseNul(RoutingContext route) {
    if (route.request().uri().contains(NUL)) {
      answer(route, Fault.PATH_MALFORMED);
    } else {
      route.next();
    }
  }

  /**
   * The original never asks what its clients accept, nor, but on two routes, what they send: none
   * of theirs may be refused for it. Only people get another front page.
   */
  private static void takeAnything(RoutingContext route) {
    MultiMap headers = route.request().headers();
    String accepted = headers.get(HttpHeaders.ACCEPT);
    String path = route.normalizedPath();
    boolean one = OLD_ROUTES.matcher(path).matches();
    if (accepted != null && (one || path.equals("/") && !accepted.contains("html"))) {
      headers.set(HttpHeaders.ACCEPT, "*/*");
    }
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    if (one && type != null && !isReadable(type)) {
      headers.set(HttpHeaders.CONTENT_TYPE, UNREADABLE);
    }
    route.next();
  }

  private static boolean isReadable(String mediaType) {
    try {
      return MediaType.valueOf(mediaType) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void name(RoutingContext route) {
    ids.assign(route);
    route.next();
  }

  private void headers(RoutingContext route) {
    route.response().putHeader("X-Content-Type-Options", "nosniff");
    UnreadBodies.watch(route, config.lingerTimeout());
    route.next();
  }

  private static void answer(RoutingContext route, Fault fault) {
    Problem.of(fault, RequestIds.of(route)).send(route.response());
  }
}
