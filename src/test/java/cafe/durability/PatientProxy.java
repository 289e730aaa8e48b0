package cafe.durability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a cafe that dies and comes back: repeats what was not answered until it is, as a
 * patient client does.
 */
final class PatientProxy implements AutoCloseable {
  private static final Set<String> NOT_PASSED =
      Set.of(
          "connection", "content-length", "host", "transfer-encoding", "upgrade", "http2-settings");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile CompletableFuture<URI> cafe = new CompletableFuture<>();

  PatientProxy() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The cafe serves there. */
  void found(URI base) {
    cafe.complete(base);
  }

  /** The cafe is gone; to be called before it can come back. */
  void lost() {
    CompletableFuture<URI> old = cafe;
    cafe = new CompletableFuture<>();
    // Whoever still waits for the old one learns of the new one.
    var _ = cafe.thenAccept(old::complete);
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      HttpResponse<byte[]> answer = answer(exchange, body);
      answer.headers().map().forEach((name, values) -> keep(exchange, name, values));
      int length = answer.body().length == 0 ? -1 : answer.body().length;
      exchange.sendResponseHeaders(answer.statusCode(), length);
      if (length > 0) {
        exchange.getResponseBody().write(answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void keep(HttpExchange exchange, String name, List<String> values) {
    if (!NOT_PASSED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
      exchange.getResponseHeaders().put(name, values);
    }
  }

  private HttpResponse<byte[]> answer(HttpExchange exchange, byte[] body)
      throws InterruptedException {
    while (true) {
      CompletableFuture<URI> asked = cafe;
      URI base = asked.join();
      try {
        return client.send(request(exchange, base, body), HttpResponse.BodyHandlers.ofByteArray());
      } catch (IOException e) {
        // Gone: whether it had been done is unknown, so it is asked again.
        Thread.sleep(20);
      }
    }
  }

  private static HttpRequest request(HttpExchange exchange, URI base, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(exchange.getRequestURI().toString()))
            .timeout(Duration.ofMinutes(1))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request.build();
  }

  @Override
  public void close() {
    cafe.cancel(false);
    server.stop(0);
    threads.shutdownNow();
  }
}
