package cafe.gateway.http;

import cafe.gateway.Dags;
import cafe.gateway.FakeBlocks;
import cafe.gateway.GatewayConfig;
import cafe.gateway.GatewayService;
import cafe.limits.FaultLog;
import cafe.web.WebConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The gateway's routes on a server of their own, over blocks in memory. */
final class GatewayServer implements AutoCloseable {
  final FakeBlocks blocks = new FakeBlocks();
  final Dags dags = new Dags(blocks);
  final GatewayRoute route;
  private final Vertx vertx = Vertx.vertx();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();

  /** The other one would go on with the connections it has. */
  private final HttpClient upgrading = HttpClient.newHttpClient();

  private final HttpServer server;

  GatewayServer(Map<String, String> settings) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(GatewayConfig.class)
            .withMapping(WebConfig.class)
            .withDefaultValues(settings)
            .withConverter(MemorySize.class, 200, new MemorySizeConverter())
            .withConverter(Duration.class, 200, new DurationConverter())
            .build();
    GatewayConfig gateway = config.getConfigMapping(GatewayConfig.class);
    GatewayService service = new GatewayService(blocks, gateway, new SecureRandom());
    route =
        new GatewayRoute(
            service,
            gateway,
            config.getConfigMapping(WebConfig.class),
            vertx,
            threads,
            new AnswerMeters(new SimpleMeterRegistry()),
            new FaultLog(Clock.systemUTC(), new SimpleMeterRegistry()));
    Router router = Router.router(vertx);
    route.routes(router);
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(router)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  int port() {
    return server.actualPort();
  }

  /** Sends a GET with fields, name after value. */
  HttpResponse<byte[]> get(String path, String... fields) {
    return send("GET", path, fields);
  }

  HttpResponse<byte[]> send(String method, String path, String... fields) {
    return send(HttpClient.Version.HTTP_1_1, method, path, fields);
  }

  /** A GET in the second version of HTTP. */
  HttpResponse<byte[]> http2(String path) {
    return send(HttpClient.Version.HTTP_2, "GET", path);
  }

  private HttpResponse<byte[]> send(
      HttpClient.Version version, String method, String path, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .version(version)
            .timeout(Duration.ofSeconds(60))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (fields.length > 0) {
      request.headers(fields);
    }
    try {
      HttpClient sender = version == HttpClient.Version.HTTP_2 ? upgrading : client;
      return sender.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends any bytes and answers all that comes until the server closes. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static String field(HttpResponse<byte[]> response, String name) {
    return String.join(", ", response.headers().allValues(name));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    threads.shutdownNow();
    client.close();
    upgrading.close();
  }
}
