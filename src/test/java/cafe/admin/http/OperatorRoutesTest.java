package cafe.admin.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.ContractWatch;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator's listener, for the operator and for others. */
@QuarkusTest
class OperatorRoutesTest {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String TOKENS = "/operator/v1/tokens";
  private static final String UNKNOWN_PEER = TestDevice.create().peer().toString();

  @TestHTTPResource("/")
  URI base;

  @Inject OperatorListener listener;

  @ConfigProperty(name = "cafe.data")
  Path data;

  private String secret;

  @BeforeEach
  void readSecret() throws IOException {
    secret = Files.readString(data.resolve("operator.secret")).strip();
  }

  @Test
  void aTokensLife() throws Exception {
    HttpResponse<String> created = ask("POST", TOKENS, "{\"label\":\"friends\",\"uses\":1}");
    assertThat(created.statusCode()).isEqualTo(201);
    String text = new JsonObject(created.body()).getString("token");
    String id = new JsonObject(created.body()).getString("id");
    assertThat(verdict(text)).isEqualTo(new JsonObject().put("valid", true).put("id", id));

    TestDevice.create().register(base, text);
    JsonObject listed = token(id);
    assertThat(listed.getString("label")).isEqualTo("friends");
    assertThat(listed.getInteger("uses")).isEqualTo(1);
    assertThat(listed.getInteger("used")).isEqualTo(1);
    assertThat(listed.getBoolean("disabled")).isFalse();
    assertThat(ask("GET", TOKENS, "").body()).as("secrets are not shown").doesNotContain(text);

    assertThat(ask("DELETE", TOKENS + "/" + id, "").statusCode()).isEqualTo(204);
    assertThat(verdict(text)).isEqualTo(new JsonObject().put("valid", false));
    assertThat(token(id).getBoolean("disabled")).isTrue();
    assertThat(ask("DELETE", TOKENS + "/000000000000000000000000", "").statusCode()).isEqualTo(404);
  }

  @Test
  void aTokenOfAnotherCafeIsTakenOverAsItIsWanted() throws Exception {
    String text = new JsonObject(ask("POST", TOKENS, "{}").body()).getString("token");
    String again = new JsonObject().put("token", text).encode();
    assertThat(ask("POST", TOKENS, again).statusCode()).isEqualTo(409);
    String old = "15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe";
    Instant end = Instant.now().plus(Duration.ofDays(9));
    String wanted =
        new JsonObject().put("token", old).put("uses", 2).put("expires", end.toString()).encode();
    HttpResponse<String> taken = ask("POST", TOKENS, wanted);
    assertThat(taken.statusCode()).isEqualTo(201);
    JsonObject listed = token(new JsonObject(taken.body()).getString("id"));
    assertThat(listed.getInteger("uses")).isEqualTo(2);
    assertThat(Instant.parse(listed.getString("expires")))
        .isBetween(end.minusSeconds(60), end.plusSeconds(60));
  }

  @Test
  void clientsAreListedAndRemoved() throws Exception {
    String text = new JsonObject(ask("POST", TOKENS, "{}").body()).getString("token");
    TestDevice ada = TestDevice.create().register(base, text);
    assertThat(ask("GET", "/operator/v1/clients?after=", "").body())
        .contains(ada.peer().toString(), ada.address());
    assertThat(ask("GET", "/operator/v1/clients?after=" + ada.peer(), "").body())
        .doesNotContain(ada.peer().toString());
    String path = "/operator/v1/clients/" + ada.peer();
    assertThat(ask("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(ask("DELETE", path, "").statusCode()).isEqualTo(404);
    assertThat(ask("DELETE", "/operator/v1/clients/nobody", "").statusCode()).isEqualTo(400);
    assertThat(TestDevice.send(ada.request(base, "/cafe/v1/devices").GET()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void theAccountIsThatOfTheFrontPage() throws Exception {
    JsonObject account = new JsonObject(ask("GET", "/operator/v1/account", "").body());
    HttpResponse<String> page = TestDevice.send(HttpRequest.newBuilder(base).GET());
    assertThat(new JsonObject(page.body()).getString("address"))
        .isEqualTo(account.getString("address"));
    assertThat(new JsonObject(page.body()).getString("peer")).isEqualTo(account.getString("peer"));
  }

  @Test
  void badRequestsAreRefused() throws Exception {
    for (String body :
        List.of(
            "[]",
            "7",
            "\"x\"",
            "{",
            "{\"uses\":\"x\"}",
            "{\"uses\":0}",
            "{\"uses\":-1}",
            "{\"uses\":1e99}",
            "{\"expires\":\"yesterday\"}",
            "{\"expires\":\"2001-01-01T00:00:00Z\"}",
            "{\"label\":\"a\\u0000b\"}",
            "{\"label\":\"" + "x".repeat(201) + "\"}",
            "{\"token\":\"x\"}",
            "{\"token\":\"" + "z".repeat(3_000) + "\"}",
            "[".repeat(20_000))) {
      problem(ask("POST", TOKENS, body), 400, "request-malformed");
    }
    for (String body : List.of("", "null", "{}", "[]", "{\"token\":[]}")) {
      problem(ask("POST", TOKENS + "/validation", body), 400, "request-malformed");
    }
    problem(ask("POST", TOKENS, "{\"label\":\"" + "x".repeat(70_000)), 413, "too-large");
    problem(ask("GET", "/operator/v1/nothing", ""), 404, "route-unknown");
    notAllowed("/operator/v1/account", "GET");
    notAllowed("/operator/v1/tokens", "GET, POST");
    notAllowed("/operator/v1/tokens/x/", "DELETE");
  }

  @Test
  void w19OnlyTheOperatorIsLetIn() throws Exception {
    String other = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    for (String path :
        List.of(
            "GET " + TOKENS,
            "POST " + TOKENS,
            "POST " + TOKENS + "/validation",
            "DELETE " + TOKENS + "/000000000000000000000000",
            "GET /operator/v1/clients",
            "DELETE /operator/v1/clients/" + UNKNOWN_PEER,
            "GET /operator/v1/account")) {
      String[] parts = path.split(" ");
      for (String field : List.of("", "Bearer " + other, secret)) {
        problem(send(parts[0], parts[1], field, "{}"), 403, "operator-only");
      }
      HttpRequest.Builder publicly =
          HttpRequest.newBuilder(base.resolve(parts[1]))
              .header("Authorization", "Bearer " + secret)
              .method(parts[0], HttpRequest.BodyPublishers.noBody());
      int open = HTTP.send(publicly.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      assertThat(open).as("not on the public port").isEqualTo(404);
    }
  }

  private void notAllowed(String path, String methods) throws Exception {
    HttpResponse<String> answer = ask("PUT", path, "");
    problem(answer, 405, "method-not-allowed");
    assertThat(answer.headers().firstValue("Allow")).as(path).hasValue(methods);
  }

  private static void problem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo(code);
  }

  private JsonObject verdict(String text) throws Exception {
    String body = new JsonObject().put("token", text).encode();
    return new JsonObject(ask("POST", TOKENS + "/validation", body).body());
  }

  private JsonObject token(String id) throws Exception {
    JsonArray all = new JsonObject(ask("GET", TOKENS, "").body()).getJsonArray("tokens");
    return all.stream()
        .map(JsonObject.class::cast)
        .filter(token -> token.getString("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    return send(method, path, "Bearer " + secret, body);
  }

  private HttpResponse<String> send(String method, String path, String authorization, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(listener.url() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body.getBytes(UTF_8)));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return ContractWatch.seen(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }
}
