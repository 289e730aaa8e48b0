package cafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.quarkus.vertx.http.runtime.filters.Filter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The doorway's filters with each setting of CORS, before a route that sets a field of its own. */
class CorsTest {
  private static final String ALLOW = "access-control-allow-origin";
  private static final String EXPOSE = "access-control-expose-headers";
  private static final List<String> PREFLIGHT =
      List.of(
          "access-control-allow-methods", "access-control-allow-headers", "access-control-max-age");
  private static final String ONE = "https://one.example";
  private static final String TWO = "https://two.example:8443";
  private static final Map<String, String> CHOSEN =
      Map.of("cafe.web.cors.origins", ONE + "," + TWO, "cafe.web.cors.max-age", "7m");

  private static Vertx vertx;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    client.close();
  }

  @Test
  void everybodyByDefault() {
    HttpResponse<String> answer = get(Map.of(), ONE);
    assertThat(answer.headers().firstValue(ALLOW)).hasValue("*");
    assertThat(answer.headers().firstValue(EXPOSE))
        .hasValueSatisfying(names -> assertThat(names).contains("ETag"));
    assertThat(vary(answer)).containsExactly("Accept");
    HttpResponse<String> preflight = preflight(Map.of(), ONE);
    assertThat(preflight.headers().firstValue(ALLOW)).hasValue("*");
    assertThat(preflight.headers().map()).containsKeys(PREFLIGHT.toArray(String[]::new));
    assertThat(vary(preflight)).isEmpty();
  }

  @Test
  void aChosenOriginIsNamed() {
    for (String origin : List.of(ONE, TWO)) {
      HttpResponse<String> answer = get(CHOSEN, origin);
      assertThat(answer.body()).isEqualTo("routed");
      assertThat(answer.headers().allValues(ALLOW)).containsExactly(origin);
      assertThat(answer.headers().firstValue(EXPOSE).orElseThrow()).contains("ETag");
      assertThat(vary(answer)).containsExactlyInAnyOrder("Accept", "origin");
      HttpResponse<String> preflight = preflight(CHOSEN, origin);
      assertThat(preflight.statusCode()).isEqualTo(204);
      assertThat(preflight.headers().allValues(ALLOW)).containsExactly(origin);
      assertThat(preflight.headers().firstValue("access-control-allow-methods").orElseThrow())
          .contains("PUT");
      assertThat(preflight.headers().firstValue("access-control-allow-headers").orElseThrow())
          .contains("Authorization");
      assertThat(preflight.headers().firstValue("access-control-max-age")).hasValue("420");
      assertThat(vary(preflight)).containsExactly("origin");
    }
  }

  /** The route answers all the same: it is the browser that keeps the answer from the page. */
  @Test
  void anotherOriginIsNotNamed() {
    for (String origin : List.of("https://evil.example", ONE + ":1", ONE + ".evil", "null", "*")) {
      HttpResponse<String> answer = get(CHOSEN, origin);
      assertThat(answer.body()).isEqualTo("routed");
      assertThat(answer.headers().map()).doesNotContainKeys(ALLOW, EXPOSE);
      assertThat(vary(answer)).containsExactlyInAnyOrder("Accept", "origin");
      HttpResponse<String> preflight = preflight(CHOSEN, origin);
      assertThat(preflight.statusCode()).isEqualTo(204);
      assertThat(preflight.headers().map()).doesNotContainKeys(ALLOW, EXPOSE);
      assertThat(preflight.headers().map()).doesNotContainKeys(PREFLIGHT.toArray(String[]::new));
      assertThat(vary(preflight)).containsExactly("origin");
    }
  }

  /** A cache must not give to a page what it kept for a program. */
  @Test
  void programsAreToldThatItVaries() {
    HttpResponse<String> answer = get(CHOSEN, "");
    assertThat(answer.headers().map()).doesNotContainKey(ALLOW);
    assertThat(vary(answer)).containsExactlyInAnyOrder("Accept", "origin");
    assertThat(vary(get(Map.of(), ""))).containsExactly("Accept");
  }

  @Test
  void switchedOffItSaysNothing() {
    Map<String, String> off = Map.of("cafe.web.cors.enabled", "false");
    for (HttpResponse<String> answer : List.of(get(off, ONE), preflight(off, ONE))) {
      assertThat(answer.body()).isEqualTo("routed");
      assertThat(answer.headers().map()).doesNotContainKeys(ALLOW, EXPOSE);
      assertThat(answer.headers().map()).doesNotContainKeys(PREFLIGHT.toArray(String[]::new));
      assertThat(vary(answer)).containsExactly("Accept");
    }
  }

  private static List<String> vary(HttpResponse<String> answer) {
    return answer.headers().allValues("Vary");
  }

  private static HttpResponse<String> get(Map<String, String> settings, String origin) {
    return send(settings, HttpRequest.newBuilder().GET(), origin);
  }

  private static HttpResponse<String> preflight(Map<String, String> settings, String origin) {
    return send(
        settings,
        HttpRequest.newBuilder()
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Access-Control-Request-Method", "PUT"),
        origin);
  }

  private static HttpResponse<String> send(
      Map<String, String> settings, HttpRequest.Builder request, String origin) {
    HttpServer server = server(settings);
    try {
      if (!origin.isEmpty()) {
        request.header("Origin", origin);
      }
      URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
      return client.send(request.uri(uri).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      server.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static HttpServer server(Map<String, String> settings) {
    WebConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(WebConfig.class)
            .withDefaultValues(settings)
            .withConverter(MemorySize.class, 200, new MemorySizeConverter())
            .withConverter(Duration.class, 200, new DurationConverter())
            .build()
            .getConfigMapping(WebConfig.class);
    Filters filters = new Filters();
    new HttpFilters(config, new SecureRandom()).filters(filters);
    Router router = Router.router(vertx);
    filters.getFilters().stream()
        .sorted(Comparator.comparingInt(Filter::getPriority).reversed())
        .forEach(filter -> router.route().handler(filter.getHandler()));
    router.route().handler(route -> route.response().putHeader("Vary", "Accept").end("routed"));
    return vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
        .requestHandler(router)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
