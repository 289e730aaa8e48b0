package cafe.admin.http;

import cafe.admin.OperatorConfig;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.kernel.HostAndPort;
import cafe.limits.FaultLog;
import cafe.web.Problem;
import cafe.web.RequestIds;
import cafe.web.UnreadBodies;
import cafe.web.WebConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Listens for the operator. Requests run on virtual threads; a few at a time. */
@ApplicationScoped
public class OperatorListener {

  /** After the database and the keys. */
  private static final int START = 1_500;

  private static final System.Logger LOG = System.getLogger(OperatorListener.class.getName());

  private final Vertx vertx;
  private final OperatorConfig config;
  private final WebConfig web;
  private final HostAndPort address;
  private final OperatorRoutes routes;
  private final OperatorGate gate;
  private final FaultLog log;
  private final RequestIds ids;
  private final Semaphore places;
  private volatile @Nullable HttpServer server;

  OperatorListener(
      Vertx vertx,
      OperatorConfig config,
      WebConfig web,
      OperatorRoutes routes,
      OperatorGate gate,
      SecureRandom random,
      FaultLog log) {
    this.vertx = vertx;
    this.config = config;
    this.web = web;
    this.address = HostAndPort.parse(config.address());
    this.routes = routes;
    this.gate = gate;
    this.log = log;
    this.ids = new RequestIds(random);
    this.places = new Semaphore(config.maxRequests());
  }

  void onStart(@Observes @Priority(START) StartupEvent event) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(address.host())
            .setPort(address.port())
            .setIdleTimeout(60)
            .setHttp2ClearTextEnabled(false);
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(router())
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  void onStop(@Observes ShutdownEvent event) {
    HttpServer last = server;
    if (last != null) {
      last.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** Where the listener is, with its real port; an empty text while it does not run. */
  public String url() {
    HttpServer running = server;
    if (running == null) {
      return "";
    }
    return "http://" + new HostAndPort(address.host(), running.actualPort());
  }

  private Router router() {
    OperatorBodies bodies = new OperatorBodies(config.maxBody().asLongValue(), this::refuse);
    Router router = Router.router(vertx);
    router.route().handler(this::receive);
    router.route().handler(this::admit);
    router.route().handler(bodies::read);
    for (OperatorRoutes.Entry entry : routes.all()) {
      router.route(entry.method(), entry.path()).handler(route -> start(entry, route));
    }
    router.errorHandler(400, this::refuseUnreadable);
    router.errorHandler(404, route -> refuse(route, Fault.ROUTE_UNKNOWN));
    router.errorHandler(405, this::refuseMethod);
    router.errorHandler(500, this::refuseDefect);
    return router;
  }

  private void receive(RoutingContext route) {
    ids.assign(route);
    route.response().putHeader("X-Content-Type-Options", "nosniff");
    UnreadBodies.watch(route, web.lingerTimeout());
    if (route.request().headers().getAll(HttpHeaders.HOST).size() > 1) {
      refuse(route, Fault.HOST_INVALID);
    } else {
      route.next();
    }
  }

  /** Before anything is read: only the operator goes on. */
  private void admit(RoutingContext route) {
    HttpServerRequest request = route.request();
    try {
      Caller.Operator operator =
          gate.admit(
              request.remoteAddress().hostAddress(), request.getHeader(HttpHeaders.AUTHORIZATION));
      route.put(Caller.Operator.class.getName(), operator);
    } catch (CafeException e) {
      // The gate has written it.
      log.count(e.fault());
      answer(route, e);
      return;
    }
    route.next();
  }

  private void start(OperatorRoutes.Entry entry, RoutingContext route) {
    if (!places.tryAcquire()) {
      refuse(route, new CafeException(Fault.OVERLOADED, "too many requests at the same time"));
      return;
    }
    Thread.ofVirtual().name("operator").start(() -> run(entry, route));
  }

  private void run(OperatorRoutes.Entry entry, RoutingContext route) {
    try {
      Caller.Operator operator = route.get(Caller.Operator.class.getName());
      Object answer = entry.action().answer(operator, route);
      if (!route.response().closed()) {
        send(route.response().setStatusCode(entry.status()), answer);
      }
    } catch (CafeException e) {
      refuse(route, e);
    } catch (RuntimeException e) {
      refuse(route, new CafeException(Fault.INTERNAL, Fault.INTERNAL.title(), e));
    } finally {
      places.release();
    }
  }

  private void send(HttpServerResponse response, @Nullable Object answer) {
    if (answer == null) {
      response.end();
    } else {
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(routes.write(answer));
    }
  }

  /** The router does not say which methods the path has; the answer must. */
  private void refuseMethod(RoutingContext route) {
    route.response().putHeader(HttpHeaders.ALLOW, routes.methodsOf(route.normalizedPath()));
    refuse(route, Fault.METHOD_NOT_ALLOWED);
  }

  /** What the router takes for no request comes to no handler: without a host, or a path of no. */
  private void refuseUnreadable(RoutingContext route) {
    ids.assign(route);
    boolean host = route.failure() instanceof VertxException;
    refuse(route, host ? Fault.HOST_INVALID : Fault.PATH_MALFORMED);
  }

  private void refuseDefect(RoutingContext route) {
    refuse(route, new CafeException(Fault.INTERNAL, Fault.INTERNAL.title(), route.failure()));
  }

  private void refuse(RoutingContext route, Fault fault) {
    refuse(route, new CafeException(fault, fault.title()));
  }

  private void refuse(RoutingContext route, CafeException e) {
    String id = RequestIds.of(route);
    log.tell(LOG, e, () -> e.fault().code() + ": " + e.detail() + " [" + id + "]");
    answer(route, e);
  }

  private static void answer(RoutingContext route, CafeException e) {
    Problem.of(e, RequestIds.of(route)).send(route.response());
  }
}
