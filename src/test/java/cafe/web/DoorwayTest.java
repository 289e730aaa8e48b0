package cafe.web;

import static cafe.testkit.RawHttp.body;
import static cafe.testkit.RawHttp.head;
import static cafe.testkit.RawHttp.status;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.RawHttp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What all routes have in common, as raw bytes. */
@QuarkusTest
class DoorwayTest {

  @TestHTTPResource("/")
  URI base;

  private String send(String request) throws IOException {
    return RawHttp.exchange(base, request);
  }

  private String post(String path, String type, String content) throws IOException {
    return send(
        head("POST", path, "Content-Type: " + type, "Content-Length: " + content.length())
            + content);
  }

  private static void assertProblem(String answer, int status, String code, String error) {
    assertThat(status(answer)).as(answer).isEqualTo(status);
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .contains("content-type: application/problem+json");
    JsonObject problem = new JsonObject(body(answer));
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getString("type")).isEqualTo("urn:cafe:problem:" + code);
    assertThat(problem.getString("error")).isEqualTo(error);
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(answer).contains("X-Request-Id: " + problem.getString("requestId"));
  }

  @Test
  void oneTrailingSlashIsTaken() throws IOException {
    assertThat(body(send(head("GET", "/test-doorway/number/?n=3")))).isEqualTo("3");
    assertThat(body(send(head("GET", "/test-doorway/number?n=3")))).isEqualTo("3");
    assertThat(status(send(head("GET", "/health/")))).isEqualTo(204);
    assertThat(status(send(head("GET", "/test-doorway/number//?n=3")))).isEqualTo(404);
  }

  @Test
  void jsonOfAnotherTypeIsRefused() throws IOException {
    String path = "/test-doorway/json";
    String json = "application/json";
    assertThat(status(post(path, json, "{\"name\":\"x\",\"number\":1}"))).isEqualTo(200);
    for (String text :
        new String[] {
          "[]",
          "3",
          "\"text\"",
          "{\"name\":{\"a\":1}}",
          "{\"number\":\"many\"}",
          "{",
          "{\"name\":\"x\"",
          "nonsense",
          "{\"name\":\"x\",\"number\":1e999}",
          "[".repeat(5_000)
        }) {
      String answer = post(path, json, text);
      assertProblem(answer, 400, "request-malformed", "bad request");
      assertThat(answer).doesNotContain("Named").doesNotContain("jackson");
    }
    assertProblem(
        post(path, "text/plain", "x"), 415, "unsupported-media-type", "unsupported media type");
    assertThat(status(post(path, json, "null"))).as("no body").isBetween(400, 500);
  }

  @Test
  void valuesThatAreNoNumbersAreRefused() throws IOException {
    String answer = send(head("GET", "/test-doorway/number?n=many"));
    assertThat(status(answer)).isBetween(400, 404);
    assertThat(answer).contains("application/problem+json");
  }

  @Test
  void defectsTellNothing() throws IOException {
    String answer = send(head("GET", "/test-doorway/defect/s3cret"));
    assertProblem(answer, 500, "internal", "internal error");
    assertThat(answer)
        .doesNotContain("s3cret")
        .doesNotContain("select")
        .doesNotContain("Exception");
  }

  @Test
  void unknownPathsAndMethodsAreProblems() throws IOException {
    assertProblem(send(head("GET", "/none")), 404, "route-unknown", "404 page not found");
    assertProblem(
        send(head("GET", "/test-doorway/none")), 404, "route-unknown", "404 page not found");
    assertProblem(
        send(head("DELETE", "/test-doorway/json")),
        405,
        "method-not-allowed",
        "method not allowed");
    assertThat(status(send(head("GET", "/%zz")))).isBetween(400, 404);
    assertThat(status(send(head("GET", "/../../etc/passwd")))).isBetween(400, 404);
    assertThat(status(send(head("GET", "/test-doorway/..%2f..%2fhealth")))).isBetween(400, 404);
  }

  @Test
  void aDeclaredLengthIsRefusedBeforeTheBodyComes() throws IOException {
    String tooLarge = head("POST", "/test-doorway/bytes", "Content-Length: 65537");
    assertProblem(send(tooLarge), 413, "too-large", "request too large");
    String enormous = head("POST", "/test-doorway/bytes", "Content-Length: 9223372036854775807");
    assertProblem(send(enormous), 413, "too-large", "request too large");
    String limited = head("POST", "/test-doorway/limited", "Content-Length: 20481");
    assertProblem(send(limited), 413, "too-large", "request too large");
    assertThat(body(post("/test-doorway/limited", "x/y", "x".repeat(20_480)))).isEqualTo("20480");
    assertThat(body(post("/test-doorway/bytes", "x/y", "x".repeat(65_536)))).isEqualTo("65536");
  }

  @Test
  void anUndeclaredLengthIsRefusedWhenTheLimitIsPassed() throws IOException {
    assertThat(body(chunked("/test-doorway/limited", 20))).isEqualTo("20480");
    assertProblem(chunked("/test-doorway/limited", 21), 413, "too-large", "request too large");
    assertProblem(chunked("/test-doorway/bytes", 65), 413, "too-large", "request too large");
  }

  private String chunked(String path, int kibibytes) throws IOException {
    StringBuilder request =
        new StringBuilder(head("POST", path, "Transfer-Encoding: chunked"));
    for (int i = 0; i < kibibytes; i++) {
      request.append("400\r\n").append("x".repeat(1024)).append("\r\n");
    }
    return send(request.append("0\r\n\r\n").toString());
  }

  /** A client that goes on sending still gets to see why, and the connection ends. */
  @Test
  void anEarlyRefusalArrivesDuringTheUpload() throws IOException {
    int size = 8 << 20;
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      String request =
          "POST /test-doorway/refuses HTTP/1.1\r\nHost: x\r\nContent-Length: " + size + "\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      Thread upload =
          Thread.startVirtualThread(
              () -> {
                try {
                  out.write(new byte[size]);
                } catch (IOException e) {
                  // The cafe had enough.
                }
              });
      String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertProblem(answer, 403, "forbidden", "forbidden");
      assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("connection: close");
      upload.interrupt();
    }
  }

  @Test
  void aSmallUnreadBodyDoesNotCostTheConnection() throws IOException {
    String first =
        "DELETE /test-doorway/json HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nnoop";
    String answers = send(first + head("GET", "/test-doorway/number?n=7"));
    assertThat(answers).contains("405").endsWith("7");
  }

  @Test
  void privateRoutesNeedASession() throws IOException {
    String path = "/test-doorway/private";
    String none = send(head("GET", path));
    assertProblem(none, 401, "token-missing", "unauthorized");
    assertThat(none.toLowerCase(java.util.Locale.ROOT)).contains("www-authenticate: bearer");
    assertProblem(
        send(head("GET", path, "Authorization: Basic")), 401, "token-missing", "unauthorized");
    assertProblem(
        send(head("GET", path, "Authorization: Basic dXNlcjpwYXNz")),
        401,
        "token-missing",
        "unauthorized");
    assertProblem(
        send(head("GET", path, "Authorization: Bearer a.b.c")),
        403,
        "token-invalid",
        "forbidden");
    assertProblem(
        send(head("GET", path, "Authorization: Bearer " + "x".repeat(9_000))),
        401,
        "token-missing",
        "unauthorized");
  }

  @Test
  void pagesOfAnyOriginMayCall() throws IOException {
    String preflight =
        send(
            head(
                "OPTIONS",
                "/api/v1/store",
                "Origin: https://app.example",
                "Access-Control-Request-Method: PUT",
                "Access-Control-Request-Headers: authorization"));
    assertThat(status(preflight)).isEqualTo(204);
    String lower = preflight.toLowerCase(java.util.Locale.ROOT);
    assertThat(lower)
        .contains("access-control-allow-origin: *")
        .contains("access-control-allow-methods: get, head, post, put, delete, options")
        .contains("authorization")
        .doesNotContain("access-control-allow-credentials");
    String call = send(head("GET", "/test-doorway/number?n=1", "Origin: https://app.example"));
    assertThat(call.toLowerCase(java.util.Locale.ROOT))
        .contains("access-control-allow-origin: *")
        .contains("access-control-expose-headers");
    String refused = send(head("GET", "/test-doorway/private", "Origin: https://app.example"));
    assertThat(refused.toLowerCase(java.util.Locale.ROOT))
        .as("a page can read why")
        .contains("access-control-allow-origin: *");
  }

  @Test
  void everyAnswerHasItsHeaders() throws IOException {
    String answer = send(head("GET", "/health", "X-Request-Id: mine-1"));
    assertThat(answer).contains("X-Request-Id: mine-1");
    assertThat(answer).contains("X-Content-Type-Options: nosniff");
    String evil = send(head("GET", "/health", "X-Request-Id: <script>"));
    assertThat(evil).doesNotContain("<script>").contains("X-Request-Id: ");
    assertThat(evil.toLowerCase(java.util.Locale.ROOT)).doesNotContain("server:");
  }
}
