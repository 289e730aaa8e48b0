package cafe.web.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;

/**
 * Requests after whose answers their connections end. {@code Connection} is a list (RFC 9110
 * §7.6.1), in one field or several; Vert.x knows an end only if there is nothing else in it.
 */
final class LastRequests {
  private LastRequests() {}

  /** Whether {@code close} is on the list. */
  static boolean isLast(HttpHeaders headers) {
    return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }

  /** As {@link #isLast(HttpHeaders)}. */
  static boolean isLast(MultiMap headers) {
    return headers.getAll(HttpHeaderNames.CONNECTION).stream()
        .flatMap(list -> Arrays.stream(list.split(",")))
        .anyMatch(option -> HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(option.strip()));
  }

  /** Puts it so that Vert.x, which has not seen the request yet, ends the connection. */
  static void tellVertx(HttpHeaders headers) {
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
  }

  /** Whether Vert.x, which has seen the request, ends the connection by itself. */
  static boolean isKnown(MultiMap headers) {
    return headers.contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }

  /** Ends the connection of a request after its answer, in place of Vert.x. */
  static void endAfter(RoutingContext route) {
    route.addHeadersEndHandler(
        answered -> route.response().putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE));
    route.addEndHandler(answered -> route.request().connection().close());
  }

  /** Lets through what is left of a connection's first request, and no other. */
  static final class NoMore extends ChannelInboundHandlerAdapter {
    private boolean over;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      over |= message instanceof HttpRequest;
      if (over) {
        ReferenceCountUtil.release(message);
      } else {
        ctx.fireChannelRead(message);
      }
    }
  }
}
