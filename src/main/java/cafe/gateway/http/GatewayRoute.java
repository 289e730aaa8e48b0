package cafe.gateway.http;

import cafe.gateway.ContentPath;
import cafe.gateway.GatewayConfig;
import cafe.gateway.GatewayService;
import cafe.gateway.http.fields.AnswerHeaders;
import cafe.gateway.http.fields.ContentHost;
import cafe.gateway.http.fields.Cors;
import cafe.gateway.http.fields.Plan;
import cafe.gateway.http.fields.Sandbox;
import cafe.gateway.http.memory.HotBody;
import cafe.gateway.http.memory.HotCache;
import cafe.gateway.http.memory.HotFile;
import cafe.gateway.http.memory.Pieces;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.limits.FaultLog;
import cafe.web.WebConfig;
import cafe.web.connection.ReadyAnswers;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The gateway's routes. */
@ApplicationScoped
class GatewayRoute implements ReadyAnswers {
  /** Before all filters: a hit in memory needs none of them. */
  private static final int FIRST = -1_000_000;

  private static final Duration RECHECK = Duration.ofMinutes(1);
  private static final int MIN_REQUESTS = 64;
  private static final int MAX_REQUESTS = 1024;
  private static final String METHODS = "GET, HEAD, OPTIONS";
  private static final Logger LOG = System.getLogger(GatewayRoute.class.getName());

  private final HotCache hot;
  private final Pieces pieces;
  private final AnswerHead head;
  private final Stalls stalls;
  private final ContentHandler handler;
  private final Turns turns;
  private final ExecutorService virtualThreads;
  private final GatewayService service;
  private final Vertx vertx;
  private final AnswerMeters meters;
  private final FaultLog log;

  GatewayRoute(
      GatewayService service,
      GatewayConfig config,
      WebConfig web,
      Vertx vertx,
      @VirtualThreads ExecutorService virtualThreads,
      AnswerMeters meters,
      FaultLog log) {
    Cors cors = new Cors(web.cors());
    this.hot = HotCache.of(config);
    this.head = new AnswerHead(cors, new Sandbox(new ContentHost(config.host())));
    this.stalls = new Stalls(vertx, config.stallTimeout());
    int requests = config.requests().orElseGet(GatewayRoute::requestsForHeap);
    this.pieces = new Pieces(requests / 4);
    ContentSender sender = new ContentSender(head, hot, stalls, pieces, config.stallTimeout());
    this.handler = new ContentHandler(service, sender, cors);
    this.turns = new Turns(requests);
    this.virtualThreads = virtualThreads;
    this.service = service;
    this.vertx = vertx;
    this.meters = meters;
    this.log = log;
  }

  /** Each needs two pieces of direct memory, whose bound is that of the heap, and some heap. */
  private static int requestsForHeap() {
    long requests = Runtime.getRuntime().maxMemory() / (8 * Pieces.SIZE);
    return Math.clamp(requests, MIN_REQUESTS, MAX_REQUESTS);
  }

  void routes(@Observes Router router) {
    vertx.setPeriodic(RECHECK.toMillis(), timer -> virtualThreads.execute(this::recheck));
    router.route().order(FIRST).handler(this::fromMemory);
    router.route("/ipfs/*").handler(this::measure);
    router.route("/ipns/*").handler(this::measure);
    router.route("/ipfs/*").handler(this::fromStorage);
    router.route("/ipns/*").handler(this::byName);
  }

  /** Lets go of what was removed from storage. */
  void recheck() {
    try {
      hot.removeIf(file -> !service.has(file.trail()));
    } catch (CafeException e) {
      LOG.log(e.fault().logLevel(), "gateway: storage cannot tell what is left", e);
    }
  }

  private void fromMemory(RoutingContext route) {
    HttpServerRequest request = route.request();
    String path = request.path();
    if (path == null
        || !path.startsWith(ContentPath.PREFIX)
        || !isRead(request)
        || request.query() != null
        || hasBody(request)
        || request.headers().contains(AnswerHeaders.KEY)) {
      route.next();
      return;
    }
    HotFile file = hot.get(path);
    if (file != null && head.redirect(request, file.fields())) {
      return;
    }
    if (file == null || !file.body().retain()) {
      route.next();
      return;
    }
    Plan plan;
    try {
      plan = Plan.of(request, file.fields().etag(), file.body().size());
    } catch (CafeException e) {
      file.body().release();
      route.next();
      return;
    }
    meters.fromMemory();
    head.set(request, file.fields(), plan, file.body().size());
    if (plan.bodiless()) {
      file.body().release();
      request.response().end();
    } else {
      HotWriter.send(request, file.body(), plan, stalls);
    }
  }

  /** The same, at less expense, for a request that wants all of a small file. */
  @Override
  public @Nullable Answer find(HttpRequest request) {
    HotFile file = isCommon(request) ? hot.get(request.uri()) : null;
    if (file == null || file.body().size() > Pieces.SIZE) {
      return null;
    }
    HeadersMultiMap fields = file.whole();
    HotBody body = file.body();
    if (fields == null || !body.retain()) {
      return null;
    }
    try {
      Answer answer = new Answer(whole(body, fields), body::release);
      meters.fromMemory();
      return answer;
    } catch (RuntimeException | Error e) {
      body.release();
      throw e;
    }
  }

  private static FullHttpResponse whole(HotBody body, HeadersMultiMap fields) {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1,
        HttpResponseStatus.OK,
        body.whole(),
        fields,
        EmptyHttpHeaders.INSTANCE);
  }

  private static boolean isCommon(HttpRequest request) {
    var headers = request.headers();
    return request.uri().startsWith(ContentPath.PREFIX)
        && request.method().equals(HttpMethod.GET.toNetty())
        && !headers.contains(HttpHeaderNames.RANGE)
        && !headers.contains(HttpHeaderNames.IF_NONE_MATCH)
        && !headers.contains(HttpHeaderNames.IF_MATCH)
        && !headers.contains(AnswerHeaders.KEY);
  }

  private void measure(RoutingContext route) {
    long start = System.nanoTime();
    route.addEndHandler(
        done ->
            meters.fromStorage(
                route.response().getStatusCode(), Duration.ofNanos(System.nanoTime() - start)));
    route.next();
  }

  private void fromStorage(RoutingContext route) {
    HttpServerRequest request = route.request();
    if (refusesMethod(request)) {
      return;
    }
    Context loop = route.vertx().getOrCreateContext();
    try {
      virtualThreads.execute(() -> answer(request, loop));
    } catch (RejectedExecutionException e) {
      ErrorAnswer.send(request, new CafeException(Fault.UNAVAILABLE, "The cafe is closing"));
    }
  }

  /** Whatever happens here, the framework must not see: it would report the URL, key and all. */
  private void answer(HttpServerRequest request, Context loop) {
    try {
      turns.take();
      try {
        handler.handle(request, loop);
      } finally {
        turns.giveBack();
      }
    } catch (CafeException e) {
      log.tell(LOG, e, () -> "gateway: " + e.fault().code());
      ErrorAnswer.send(request, e);
    } catch (InterruptedException e) {
      ErrorAnswer.send(request, new CafeException(Fault.UNAVAILABLE, "The cafe is closing"));
    } catch (RuntimeException | Error e) {
      if (!request.response().closed()) {
        LOG.log(Level.ERROR, "gateway: internal error", e);
        ErrorAnswer.send(request, new CafeException(Fault.INTERNAL, Fault.INTERNAL.title()));
      }
    }
  }

  private void byName(RoutingContext route) {
    if (!refusesMethod(route.request())) {
      CafeException e = new CafeException(Fault.NOT_FOUND, "This cafe resolves no names yet");
      ErrorAnswer.send(route.request(), e);
    }
  }

  private static boolean refusesMethod(HttpServerRequest request) {
    if (isRead(request)) {
      return false;
    }
    request.response().putHeader(HttpHeaders.ALLOW, METHODS);
    if (request.method().equals(HttpMethod.OPTIONS)) {
      request.response().setStatusCode(204).end();
    } else {
      ErrorAnswer.send(
          request,
          new CafeException(Fault.METHOD_NOT_ALLOWED, "Content is read, with GET or HEAD"));
    }
    return true;
  }

  /** Then more must be done with the connection than to answer: the slower way does it. */
  private static boolean hasBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.CONTENT_LENGTH)
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private static boolean isRead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
  }

  /** For tests. */
  HotCache hot() {
    return hot;
  }

  /** For tests. */
  Pieces pieces() {
    return pieces;
  }

  /** For tests. */
  Stalls stalls() {
    return stalls;
  }
}
