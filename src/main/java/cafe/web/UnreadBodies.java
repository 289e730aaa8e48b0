package cafe.web;

import cafe.web.connection.Connections;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * What becomes of a body whose request was answered before it was read, as most refusals are.
 *
 * <p>Closing at once would reset the connection and could destroy the answer on its way, so the
 * rest is read and thrown away for a moment. A caller who does not take the answer either is cut.
 */
public final class UnreadBodies {

  /** An unread rest up to this size is read and thrown away, and the connection lives on. */
  private static final long SMALL_REST = 64 * 1024;

  private UnreadBodies() {}

  /**
   * Watches over a request from now on.
   *
   * @param linger how long the rest is read
   */
  public static void watch(RoutingContext route, Duration linger) {
    route.addHeadersEndHandler(ignored -> announceClose(route));
    route.addEndHandler(ignored -> close(route, linger));
  }

  private static void announceClose(RoutingContext route) {
    if (leavesMuchUnread(route.request())) {
      route.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Without an answer the connection broke off, and whoever reads the body must hear of that. */
  private static void close(RoutingContext route, Duration linger) {
    HttpServerRequest request = route.request();
    boolean answered = route.response().ended();
    if (!answered || request.isEnded() || !leavesMuchUnread(request)) {
      return;
    }
    request.handler(ignored -> {});
    request.endHandler(ignored -> request.connection().close());
    request.exceptionHandler(ignored -> {});
    request.resume();
    route.vertx().setTimer(linger.toMillis(), ignored -> Connections.cut(request.connection()));
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
}
