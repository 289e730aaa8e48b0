package cafe.web;

import cafe.kernel.Fault;
import cafe.web.connection.Connections;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
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

  /** An unread rest up to this size is read and thrown away, and the connection lives on. */
  private static final long SMALL_REST = 64 * 1024;

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
      answer(route, Fault.REQUEST_MALFORMED);
    } else {
      route.next();
    }
  }

  /** What the router takes for no request, such as one without a host; Quarkus logs its URL. */
  private void refuse(RoutingContext route) {
    if (route.statusCode() == BAD_REQUEST && route.failure() instanceof VertxException) {
      ids.assign(route);
      answer(route, Fault.REQUEST_MALFORMED);
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
    route.addHeadersEndHandler(ignored -> announceClose(route));
    route.addEndHandler(ignored -> closeAfterUnreadBody(route));
    route.next();
  }

  private static void announceClose(RoutingContext route) {
    if (leavesMuchUnread(route.request())) {
      route.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /**
   * An answer may come before the body has been read, most often a refusal. Closing at once would
   * reset the connection and could destroy the answer on its way, so the rest is read for a moment.
   * A caller who does not take the answer either is cut. If there is no answer, the connection
   * broke off, and whoever reads the body must hear of that.
   */
  private void closeAfterUnreadBody(RoutingContext route) {
    HttpServerRequest request = route.request();
    boolean answered = route.response().ended();
    if (!answered || request.isEnded() || !leavesMuchUnread(request)) {
      return;
    }
    request.handler(ignored -> {});
    request.endHandler(ignored -> request.connection().close());
    request.exceptionHandler(ignored -> {});
    request.resume();
    route
        .vertx()
        .setTimer(
            config.lingerTimeout().toMillis(), ignored -> Connections.cut(request.connection()));
  }

  private static boolean leavesMuchUnread(HttpServerRequest request) {
    if (request.isEnded() || request.version() == HttpVersion.HTTP_2) {
      return false;
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }
    try {
      return Long.parseLong(length) - request.bytesRead() > SMALL_REST;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private static void answer(RoutingContext route, Fault fault) {
    HttpServerResponse response = route.response();
    if (response.ended()) {
      return;
    }
    response
        .setStatusCode(fault.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Problem.of(fault, RequestIds.of(route)).json());
  }
}
