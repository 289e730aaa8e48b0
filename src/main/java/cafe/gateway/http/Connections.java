package cafe.gateway.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/** Ends connections whose readers have stopped reading. */
final class Connections {
  private Connections() {}

  /**
   * Ends a request's connection now, or its stream if there are others. What was not sent is lost:
   * Vert.x's own way to close waits until it is sent, which may be never.
   */
  static void cut(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else if (request.connection() instanceof ConnectionBase connection) {
      // not by the channel, whose closing comes to Vert.x first
      var _ = connection.channelHandlerContext().close();
    } else {
      request.connection().close();
    }
  }
}
