package cafe.admin.http;

import cafe.admin.OperatorConfig;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.kernel.Fault;
import cafe.kernel.HostAndPort;
import cafe.limits.Limit;
import cafe.limits.Limits;
import cafe.web.Credentials;
import cafe.web.Problem;
import cafe.web.RequestIds;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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
  private final HostAndPort address;
  private final OperatorRoutes routes;
  private final CallerResolver callers;
  private final Limits limits;
  private final Semaphore places;
  private volatile @Nullable HttpServer server;

  OperatorListener(
      Vertx vertx,
      OperatorConfig config,
      OperatorRoutes routes,
      CallerResolver callers,
      Limits limits) {
    this.vertx = vertx;
    this.config = config;
    this.address = HostAndPort.parse(config.address());
    this.routes = routes;
    this.callers = callers;
    this.limits = limits;
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
    Router router = Router.router(vertx);
    router.route().handler(this::admit);
    router.route().handler(BodyHandler.create(false).setBodyLimit(config.maxBody().asLongValue()));
    for (OperatorRoutes.Entry entry : routes.all()) {
      router.route(entry.method(), entry.path()).handler(route -> start(entry, route));
    }
    router.errorHandler(404, route -> refuse(route, Fault.ROUTE_UNKNOWN));
    router.errorHandler(405, this::refuseMethod);
    router.errorHandler(413, route -> refuse(route, Fault.TOO_LARGE));
    router.errorHandler(500, route -> refuse(route, Fault.INTERNAL));
    return router;
  }

  /** Before anything is read: only the operator goes on. */
  private void admit(RoutingContext route) {
    try {
      String from = route.request().remoteAddress().hostAddress();
      String secret = Credentials.token(route.request().getHeader(HttpHeaders.AUTHORIZATION));
      try {
        route.put(Caller.Operator.class.getName(), callers.operator(secret));
      } catch (CafeException e) {
        limits.take(Limit.OPERATOR_GUESS, from);
        throw e;
      }
      route.next();
    } catch (CafeException e) {
      answer(route, e);
    }
  }

  private void start(OperatorRoutes.Entry entry, RoutingContext route) {
    if (!places.tryAcquire()) {
      answer(route, new CafeException(Fault.OVERLOADED, "too many requests at the same time"));
      return;
    }
    Thread.ofVirtual().name("operator").start(() -> run(entry, route));
  }

  private void run(OperatorRoutes.Entry entry, RoutingContext route) {
    try {
      Caller.Operator operator = route.get(Caller.Operator.class.getName());
      Object answer = entry.action().answer(operator, route);
      route.response().setStatusCode(entry.status());
      if (answer == null) {
        route.response().end();
      } else {
        route
            .response()
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .end(routes.write(answer));
      }
    } catch (CafeException e) {
      answer(route, e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "an operator's request failed", e);
      answer(route, new CafeException(Fault.INTERNAL, Fault.INTERNAL.title(), e));
    } finally {
      places.release();
    }
  }

  /** The router does not say which methods the path has; the answer must. */
  private void refuseMethod(RoutingContext route) {
    route.response().putHeader(HttpHeaders.ALLOW, routes.methodsOf(route.normalizedPath()));
    refuse(route, Fault.METHOD_NOT_ALLOWED);
  }

  private static void refuse(RoutingContext route, Fault fault) {
    answer(route, new CafeException(fault, fault.title()));
  }

  private static void answer(RoutingContext route, CafeException e) {
    if (!route.response().ended()) {
      route
          .response()
          .setStatusCode(e.fault().status())
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .end(Problem.of(e, RequestIds.of(route)).json());
    }
  }
}
