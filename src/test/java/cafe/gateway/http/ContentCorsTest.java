package cafe.gateway.http;

import static cafe.gateway.http.GatewayServer.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Which pages may read content, by the doorway's settings; from storage and from memory. */
@Execution(ExecutionMode.CONCURRENT)
class ContentCorsTest {
  private static final String ALLOW = "Access-Control-Allow-Origin";
  private static final String EXPOSE = "Access-Control-Expose-Headers";
  private static final String ONE = "https://one.example";
  private static final Map<String, String> CHOSEN =
      Map.of("cafe.web.cors.origins", ONE + ",https://two.example");

  @Test
  void chosenOriginsMayRead() {
    try (GatewayServer server = new GatewayServer(CHOSEN)) {
      for (String path : paths(server)) {
        for (int i = 0; i < 4; i++) {
          HttpResponse<byte[]> named = server.get(path, "Origin", ONE);
          assertThat(field(named, ALLOW)).isEqualTo(ONE);
          assertThat(field(named, EXPOSE)).contains("Content-Range");
          assertThat(field(named, "Vary")).containsIgnoringCase("Origin");
          for (String origin : List.of("https://evil.example", ONE + ":1", "null", "*")) {
            HttpResponse<byte[]> refused = server.get(path, "Origin", origin);
            assertThat(refused.statusCode()).isEqualTo(200);
            assertThat(refused.headers().map()).doesNotContainKeys(ALLOW, EXPOSE);
            assertThat(field(refused, "Vary")).containsIgnoringCase("Origin");
          }
          HttpResponse<byte[]> program = server.get(path);
          assertThat(program.headers().map()).doesNotContainKeys(ALLOW, EXPOSE);
          assertThat(field(program, "Vary")).containsIgnoringCase("Origin");
        }
      }
    }
  }

  @Test
  void switchedOffNobodyIsNamed() {
    try (GatewayServer server = new GatewayServer(Map.of("cafe.web.cors.enabled", "false"))) {
      for (String path : paths(server)) {
        for (int i = 0; i < 4; i++) {
          HttpResponse<byte[]> answer = server.get(path, "Origin", ONE);
          assertThat(answer.statusCode()).isEqualTo(200);
          assertThat(answer.headers().map()).doesNotContainKeys(ALLOW, EXPOSE);
          assertThat(field(answer, "Vary")).doesNotContainIgnoringCase("Origin");
        }
      }
    }
  }

  /** A small file, one that is sent in pieces, and a list. */
  private static List<String> paths(GatewayServer server) {
    return List.of(
        "/ipfs/" + server.dags.file("text"),
        "/ipfs/" + server.dags.file(new byte[300_000]),
        "/ipfs/" + server.dags.directory(Map.of("a", server.dags.file("b"))));
  }
}
