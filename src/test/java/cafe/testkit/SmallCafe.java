package cafe.testkit;

import static java.util.Map.entry;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A cafe with small limits, which believes a proxy on this machine, with a host name for content
 * and a neighbour that answers {@link #NEIGHBOUR}, or what was PUT to it.
 */
public class SmallCafe implements QuarkusTestProfile {

  /** Messages that may wait for a client. */
  public static final int INBOX = 3;

  /** Bytes that may wait for a client. */
  public static final int INBOX_BYTES = 100_000;

  /** Versions of a snapshot that are kept. */
  public static final int VERSIONS = 2;

  /** Threads that a client may keep snapshots of. */
  public static final int THREADS = 2;

  /** Queries at the same time. */
  public static final int QUERIES = 3;

  /** Wrong operator's secrets at once, from one address. */
  public static final int GUESSES = 3;

  /** The content's host name. */
  public static final String CONTENT_HOST = "content.example.org";

  /** What a cafe like the original's says. */
  public static final String NEIGHBOUR =
      "{\"peer\":\"12D3KooWNeighbour\",\"address\":\"PNeighbour\",\"api\":\"v1\","
          + "\"protocol\":\"/textile/cafe/1.0.0\",\"node\":\"0.7.8\",\"url\":\"http://n\"}";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(
        entry("cafe.inbox.max-waiting", "" + INBOX),
        entry("cafe.inbox.max-waiting-bytes", "" + INBOX_BYTES),
        entry("cafe.snapshots.versions", "" + VERSIONS),
        entry("cafe.snapshots.max-per-client", "" + THREADS),
        entry("cafe.directory.max-queries", "" + QUERIES),
        entry("cafe.storage.max-upload", "8M"),
        entry("cafe.web.body-memory", "12M"),
        entry("cafe.web.linger-timeout", "50ms"),
        entry("cafe.limits.named.\"operator-guess\".burst", "" + GUESSES),
        entry("cafe.limits.named.\"operator-guess\".per-minute", "1"),
        entry("quarkus.http.proxy.proxy-address-forwarding", "true"),
        entry("quarkus.http.proxy.trusted-proxies", "127.0.0.1"),
        entry("cafe.gateway.host", CONTENT_HOST),
        entry("cafe.identity.neighbour-url", "http://127.0.0.1:" + neighbour() + "/"));
  }

  private static int neighbour() {
    AtomicReference<byte[]> said =
        new AtomicReference<>(NEIGHBOUR.getBytes(StandardCharsets.UTF_8));
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            if (exchange.getRequestMethod().equals("PUT")) {
              said.set(exchange.getRequestBody().readAllBytes());
            }
            byte[] answer = said.get();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream body = exchange.getResponseBody()) {
              body.write(answer);
            }
          });
      server.start();
      return server.getAddress().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no neighbour", e);
    }
  }
}
