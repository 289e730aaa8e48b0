package cafe.web.connection;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/** Ends connections whether or not their peers read. */
public final class Connections {
  private Connections() {}

  /** Ends a request's connection now, or its stream if there are others. */
  public static void cut(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      cut(request.connection());
    }
  }

  /**
   * Ends a connection, before anything that the calling thread sends on it afterwards. What was not
   * sent is lost: Vert.x's own way to close waits until it is sent, which may be never. Does not
   * block.
   */
  public static void cut(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      // not by the channel, whose closing comes to Vert.x first
      var _ = base.channelHandlerContext().close();
    } else {
      connection.close();
    }
  }
}
