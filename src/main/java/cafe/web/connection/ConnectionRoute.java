package cafe.web.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Comes before everything else, and does something with a connection's first request only. */
@ApplicationScoped
class ConnectionRoute implements HttpServerOptionsCustomizer {
  /**
   * Not {@code quarkus.http.limits.max-connections}: that never gets to know the end of those that
   * have become WebSockets, and would run out.
   */
  private static final int MOST = 10_000;

  private static final Duration STALL = Duration.ofMinutes(2);
  private static final AttributeKey<Boolean> KNOWN = AttributeKey.valueOf("cafe.known");

  private final ReadyAnswers answers;
  private final AtomicInteger open = new AtomicInteger();
  private final int most;
  private final Duration stall;

  @Inject
  ConnectionRoute(ReadyAnswers answers) {
    this(answers, MOST, STALL);
  }

  ConnectionRoute(ReadyAnswers answers, int most, Duration stall) {
    this.answers = answers;
    this.most = most;
    this.stall = stall;
  }

  void routes(@Observes Router router) {
    // some fail before any handler gets them
    router.route().order(Integer.MIN_VALUE).handler(this::begin).failureHandler(this::begin);
  }

  /**
   * WebSockets are not Vert.x's here; what it prepares for them ends long pipelines. A proxy takes
   * what follows an upgrade to HTTP/2 for anything but requests: its rules about paths would not
   * hold.
   */
  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
    options.setPerMessageWebSocketCompressionSupported(false);
    options.setPerFrameWebSocketCompressionSupported(false);
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    customizeHttpServer(options);
  }

  private void begin(RoutingContext route) {
    if (route.request().connection() instanceof ConnectionBase connection
        && !connection.channel().hasAttr(KNOWN)
        && !admit(connection, route)) {
      Connections.cut(route.request().connection());
      return;
    }
    route.next();
  }

  private boolean admit(ConnectionBase connection, RoutingContext route) {
    Channel channel = connection.channel();
    channel.attr(KNOWN).set(true);
    var _ = channel.closeFuture().addListener(closed -> open.decrementAndGet());
    if (open.incrementAndGet() > most) {
      return false;
    }
    if (route.request().version() != HttpVersion.HTTP_2) {
      handleOthers(connection, route);
    }
    return true;
  }

  /** Puts before Vert.x what the requests after the first need, or the last. */
  private void handleOthers(ConnectionBase connection, RoutingContext route) {
    ChannelPipeline pipeline = connection.channel().pipeline();
    String vertx = connection.channelHandlerContext().name();
    MultiMap headers = route.request().headers();
    boolean last = LastRequests.isLast(headers);
    pipeline.addBefore(vertx, null, new InTurn(stall));
    if (last && !LastRequests.isKnown(headers)) {
      pipeline.addBefore(vertx, null, new LastRequests.NoMore());
      LastRequests.endAfter(route);
    } else if (pipeline.get(HttpContentCompressor.class) == null) {
      boolean closing = last || route.request().version() != HttpVersion.HTTP_1_1;
      ShortCut shortCut = new ShortCut(answers, closing, n -> count(connection, n));
      pipeline.addBefore(vertx, null, shortCut);
    } // else the compressor would change the fields, which answers share
  }

  /** As Vert.x does with each answer. */
  private static void count(ConnectionBase connection, int written) {
    connection.reportBytesWritten(written);
    connection.flushBytesWritten();
  }

  /** How many connections have had a request, and are open. */
  int open() {
    return open.get();
  }
}
