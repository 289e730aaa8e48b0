package cafe.identity.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.identity.IdentityConfig;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.testkit.Configs;
import cafe.testkit.SmallCafe;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Neighbours, good, bad and dead ones. */
class NeighbourTest {
  private HttpServer server;
  private volatile String said = SmallCafe.NEIGHBOUR;
  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = said.getBytes(UTF_8);
          boolean moved = exchange.getRequestURI().getPath().equals("/moved");
          exchange.getResponseHeaders().add("Location", "/");
          exchange.sendResponseHeaders(moved ? 301 : status, moved ? -1 : answer.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(moved ? new byte[0] : answer);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Neighbour neighbour(String path) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    return new Neighbour(
        Configs.of(IdentityConfig.class, Map.of("cafe.identity.neighbour-url", url)),
        new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
  }

  @Test
  void noneIsNone() {
    assertThat(
            new Neighbour(
                    Configs.of(IdentityConfig.class, Map.of("cafe.identity.neighbour-url", " ")),
                    new ObjectMapper())
                .info())
        .isEmpty();
  }

  @Test
  void itSaysWhatItIs() {
    assertThat(neighbour("/").info().orElseThrow().peer()).isEqualTo("12D3KooWNeighbour");
    said = SmallCafe.NEIGHBOUR.replace("{", "{\"more\":[1],");
    assertThat(neighbour("/moved").info().orElseThrow().url()).isEqualTo("http://n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "403 | ''",
        "500 | {}",
        "200 | null",
        "200 | {}",
        "200 | ''",
        "200 | <p>",
        "200 | []"
      })
  void aBadOneIsNamedNowhere(int bad, String answer) {
    status = bad;
    said = answer;
    assertUnavailable(neighbour("/"));
  }

  @Test
  void notAllIsReadOfOneThatSaysTooMuch() {
    said = SmallCafe.NEIGHBOUR.replace("{", "{\"more\":\"" + "x".repeat(70_000) + "\",");
    assertUnavailable(neighbour("/"));
  }

  @Test
  void aDeadOneIsNamedNowhere() {
    Neighbour dead = neighbour("/");
    server.stop(0);
    assertUnavailable(dead);
  }

  private static void assertUnavailable(Neighbour neighbour) {
    assertThatThrownBy(neighbour::info)
        .isInstanceOfSatisfying(
            CafeException.class, e -> assertThat(e.fault()).isEqualTo(Fault.NEIGHBOUR_UNAVAILABLE));
  }
}
