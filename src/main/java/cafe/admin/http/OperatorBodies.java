package cafe.admin.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies, as they are, up to a limit: whatever their type, none is taken apart as a form. One
 * that breaks off goes nowhere.
 */
final class OperatorBodies {

  private static final String KEY = OperatorBodies.class.getName();

  private final long limit;
  private final BiConsumer<RoutingContext, CafeException> refuse;

  /**
   * A reader.
   *
   * @param limit bytes that a body may have
   * @param refuse answers
   */
  OperatorBodies(long limit, BiConsumer<RoutingContext, CafeException> refuse) {
    this.limit = limit;
    this.refuse = refuse;
  }

  /** The body of a request that was read; empty if it has none. */
  static byte[] of(RoutingContext route) {
    @Nullable Buffer body = route.get(KEY);
    return body == null ? new byte[0] : body.getBytes();
  }

  /** Reads, and goes on when all is there. */
  void read(RoutingContext route) {
    HttpServerRequest request = route.request();
    if (declared(request) > limit) {
      refuseRest(route);
      return;
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    Buffer body = Buffer.buffer();
    request.handler(piece -> keep(route, body, piece));
    request.endHandler(
        ignored -> {
          route.put(KEY, body);
          route.next();
        });
  }

  private void keep(RoutingContext route, Buffer body, Buffer piece) {
    if (body.length() + (long) piece.length() > limit) {
      // No more pieces, and no end: the answer's end has the rest thrown away.
      route.request().handler(ignored -> {}).endHandler(ignored -> {});
      refuseRest(route);
    } else {
      body.appendBuffer(piece);
    }
  }

  private void refuseRest(RoutingContext route) {
    String detail = "the body may have at most " + limit + " bytes";
    refuse.accept(route, new CafeException(Fault.TOO_LARGE, detail));
  }

  /** What is no number, Vert.x has refused. */
  private static long declared(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return Long.parseLong(Objects.requireNonNullElse(length, "0"));
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
