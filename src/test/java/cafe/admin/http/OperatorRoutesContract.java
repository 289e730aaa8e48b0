package cafe.admin.http;

import static cafe.testkit.GeneratedClient.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.ApiException;
import cafe.client.Cafe;
import cafe.client.ClientInfo;
import cafe.client.CreatedToken;
import cafe.client.NewToken;
import cafe.client.OperatorApi;
import cafe.client.OwnAccount;
import cafe.client.SessionsApi;
import cafe.client.TokenInfo;
import cafe.client.TokenVerdict;
import cafe.client.ValidateTokenRequest;
import cafe.ipld.Base58;
import cafe.limits.Limit;
import cafe.testkit.ContractWatch;
import cafe.testkit.GeneratedClient;
import cafe.testkit.LogLines;
import cafe.testkit.RawHttp;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The operator's listener: for the operator through the generated client, for others and with bad
 * requests by hand; run on each database.
 */
abstract class OperatorRoutesContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String TOKENS = "/operator/v1/tokens";

  @TestHTTPResource("/")
  URI base;

  @Inject MeterRegistry meters;
  @Inject OperatorListener listener;
  @Inject TestClock clock;

  @ConfigProperty(name = "cafe.data")
  Path data;

  private String secret;
  private Map<String, String> authorization;
  private OperatorApi operator;

  @BeforeEach
  void readSecret() throws IOException {
    secret = Files.readString(data.resolve("operator.secret")).strip();
    authorization = GeneratedClient.authorization(secret);
    operator = GeneratedClient.of(URI.create(listener.url())).operator();
  }

  @Test
  void aTokensLife() throws Exception {
    CreatedToken created =
        operator.createToken(new NewToken().label("friends").uses(1), authorization);
    String id = created.getId();
    assertThat(verdict(created.getToken()))
        .isEqualTo(new TokenVerdict().valid(true).id(id).left(1));

    TestDevice friend = TestDevice.create().register(base, created.getToken());
    assertThat(verdict(created.getToken()))
        .as("spent")
        .isEqualTo(new TokenVerdict().valid(false).id(id).left(0));
    TestDevice late = TestDevice.create();
    String challenge = late.requestChallenge(base, created.getToken());
    assertThat(late.requestRegistration(base, created.getToken(), challenge).statusCode())
        .isEqualTo(403);
    friend.register(base, created.getToken());
    TokenInfo listed = token(id);
    assertThat(listed.getLabel()).isEqualTo("friends");
    assertThat(listed.getUses()).isEqualTo(1);
    assertThat(listed.getUsed()).isEqualTo(1);
    assertThat(listed.getDisabled()).isFalse();
    assertThat(ask("GET", TOKENS, "").body())
        .as("secrets are not shown")
        .doesNotContain(created.getToken());

    operator.disableToken(id, null, authorization);
    assertThat(verdict(created.getToken())).isEqualTo(new TokenVerdict().valid(false));
    assertThat(token(id).getDisabled()).isTrue();
    assertThat(status(friend)).as("its sessions go on").isEqualTo(200);
    for (String unknown : List.of("0".repeat(24), "x", "%00")) {
      problem(ask("DELETE", TOKENS + "/" + unknown, ""), 404, "not-found");
    }
  }

  /** Only those of clients who have come with none but that token. */
  @Test
  void disablingATokenMayEndSessions() throws Exception {
    CreatedToken leaked = operator.createToken(new NewToken(), authorization);
    String good = operator.createToken(new NewToken(), authorization).getToken();
    TestDevice thief = TestDevice.create().register(base, leaked.getToken());
    TestDevice other = TestDevice.create().register(base, good);
    TestDevice moved = TestDevice.create().register(base, leaked.getToken()).register(base, good);
    problem(
        ask("DELETE", TOKENS + "/" + leaked.getId() + "?end-sessions=maybe", ""),
        400,
        "request-malformed");
    assertThat(token(leaked.getId()).getDisabled()).isFalse();
    assertThat(status(thief)).isEqualTo(200);

    operator.disableToken(leaked.getId(), true, authorization);
    assertThat(status(thief)).as("at once").isEqualTo(403);
    assertThat(thief.requestRefresh(base).statusCode()).isEqualTo(403);
    String challenge = thief.requestChallenge(base, good);
    assertThat(thief.requestRegistration(base, leaked.getToken(), challenge).statusCode())
        .isEqualTo(403);
    for (TestDevice untouched : List.of(other, moved)) {
      assertThat(status(untouched)).isEqualTo(200);
      assertThat(untouched.requestRefresh(base).statusCode()).isEqualTo(201);
    }
    thief.register(base, good);
    assertThat(status(thief)).as("it may come back with another").isEqualTo(200);
  }

  private int status(TestDevice device) {
    return TestDevice.send(device.request(base, "/cafe/v1/devices")).statusCode();
  }

  @Test
  void tokensAreListedNewestFirstAndAfterOne() throws Exception {
    String older = operator.createToken(new NewToken(), authorization).getId();
    clock.advance(Duration.ofSeconds(1));
    String newer = operator.createToken(new NewToken(), authorization).getId();
    assertThat(operator.listTokens(null, authorization).getTokens())
        .extracting(TokenInfo::getId)
        .containsSubsequence(newer, older);
    assertThat(operator.listTokens(newer, authorization).getTokens())
        .extracting(TokenInfo::getId)
        .contains(older)
        .doesNotContain(newer);
    for (String unknown : List.of("0".repeat(24), "x", "%00", "%25")) {
      problem(ask("GET", TOKENS + "?after=" + unknown, ""), 400, "request-malformed");
    }
  }

  @Test
  void aLineOfTheOriginalsListIsNotShownAsAToken() throws Exception {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] id = new byte[12];
    new SecureRandom().nextBytes(id);
    line.writeBytes(id);
    line.writeBytes("$2a$10$abcdefghijklmnopqrstuuUYM3kCSkS0Ajcm.zq8wyknFVp.0j0F.".getBytes(UTF_8));
    CreatedToken taken =
        operator.createToken(
            new NewToken().token(Base58.encode(line.toByteArray())), authorization);
    assertThat(taken.getToken()).isNull();
    assertThat(taken.getId()).isEqualTo(HexFormat.of().formatHex(id));
  }

  @Test
  void aTokenOfAnotherCafeIsTakenOverAsItIsWanted() throws Exception {
    String text = operator.createToken(new NewToken(), authorization).getToken();
    ApiException again =
        refused(409, () -> operator.createToken(new NewToken().token(text), authorization));
    assertThat(GeneratedClient.problem(again).getCode()).isEqualTo("conflict");
    String old = "15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe";
    OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plusDays(9);
    CreatedToken taken =
        operator.createToken(new NewToken().token(old).uses(2).expires(end), authorization);
    assertThat(taken.getToken()).isEqualTo(old);
    TokenInfo listed = token(taken.getId());
    assertThat(listed.getUses()).isEqualTo(2);
    assertThat(listed.getExpires()).isBetween(end.minusSeconds(60), end.plusSeconds(60));
  }

  @Test
  void clientsAreListedAndRemoved() throws Exception {
    String text = operator.createToken(new NewToken(), authorization).getToken();
    TestDevice ada = TestDevice.create().register(base, text);
    String peer = ada.peer().toString();
    assertThat(operator.listClients(null, authorization).getClients())
        .filteredOn(client -> client.getPeer().equals(peer))
        .singleElement()
        .returns(ada.address(), ClientInfo::getAddress);
    assertThat(operator.listClients(peer, authorization).getClients())
        .noneMatch(client -> client.getPeer().equals(peer));
    for (String nobody : List.of("x", "%00", "%25")) {
      problem(ask("GET", "/operator/v1/clients?after=" + nobody, ""), 400, "peer-id-invalid");
    }
    operator.removeClient(peer, authorization);
    refused(404, () -> operator.removeClient(peer, authorization));
    refused(400, () -> operator.removeClient("nobody", authorization));
    SessionsApi sessions = GeneratedClient.of(base).sessions();
    refused(403, () -> sessions.listDevices(ada.authorization()));
  }

  @Test
  void theAccountIsThatOfTheFrontPage() throws Exception {
    OwnAccount account = operator.getAccount(authorization);
    Cafe page = GeneratedClient.of(base).gateway().getFrontPage();
    assertThat(page.getAddress()).isEqualTo(account.getAddress());
    assertThat(page.getPeer()).isEqualTo(account.getPeer());
  }

  @Test
  void badRequestsAreRefused() throws Exception {
    for (String body :
        List.of(
            "{\"uses\":-1}",
            "{\"uses\":1e99}",
            "{\"expires\":\"yesterday\"}",
            "{\"expires\":\"2001-01-01T00:00:00Z\"}",
            "{\"label\":\"a\\u0000b\"}",
            "{\"label\":\"" + "x".repeat(201) + "\"}",
            "{\"token\":\"x\"}",
            "{\"token\":\"" + "z".repeat(3_000) + "\"}")) {
      problem(ask("POST", TOKENS, body), 400, "request-malformed");
    }
    problem(ask("POST", TOKENS, "{\"label\":\"" + "x".repeat(70_000)), 413, "too-large");
    problem(ask("GET", "/operator/v1/nothing", ""), 404, "route-unknown");
    notAllowed("/operator/v1/account", "GET");
    notAllowed("/operator/v1/tokens", "GET, POST");
    notAllowed("/operator/v1/tokens/x/", "DELETE");
  }

  /** Otherwise whoever guesses would not be kept from it: he would be told of the right one. */
  @Test
  void afterManyWrongSecretsNoneIsLookedAtForAMoment() throws Exception {
    clock.stop();
    double before = refusals();
    try (LogLines log = new LogLines(OperatorGate.class, Level.INFO)) {
      int guesses = Limit.OPERATOR_GUESS.burst();
      for (int i = 0; i < guesses; i++) {
        problem(send("GET", TOKENS, "Bearer guess" + i, ""), 403, "operator-only");
      }
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("127.0.0.1")
          .doesNotContain("guess");
      HttpResponse<String> right = ask("GET", "/operator/v1/account", "");
      problem(right, 429, "rate-limited");
      assertThat(right.headers().firstValue("Retry-After")).hasValue("1");
      problem(send("GET", TOKENS, "", ""), 403, "operator-only");
      clock.advance(Duration.ofSeconds(1));
      for (int i = 0; i < guesses; i++) {
        assertThat(ask("GET", "/operator/v1/account", "").statusCode()).isEqualTo(200);
      }
      assertThat(log.lines()).as("a line a minute").hasSize(1);
      clock.advance(Duration.ofMinutes(1));
      problem(send("GET", TOKENS, "Bearer guess", ""), 403, "operator-only");
      assertThat(log.lines())
          .hasSize(2)
          .last()
          .asString()
          .contains("refused " + (guesses + 2) + " ");
      assertThat(refusals() - before).as("what is not written").isEqualTo(guesses + 2);
    }
  }

  private double refusals() {
    return meters.get("cafe.faults").tag("code", "operator-only").counter().count();
  }

  /** What curl sends by itself must not make a token without limits. */
  @Test
  void aFormIsNoJson() throws Exception {
    for (String type :
        List.of(
            "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(listener.url() + TOKENS))
              .header("Content-Type", type)
              .header("Authorization", "Bearer " + secret)
              .POST(HttpRequest.BodyPublishers.ofString("{\"uses\":1}"))
              .build();
      HttpResponse<String> answer =
          ContractWatch.seen(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
      problem(answer, 415, "unsupported-media-type");
    }
  }

  @Test
  void requestsHaveNames() throws Exception {
    HttpResponse<String> refused = ask("GET", TOKENS + "?after=x", "");
    String id = refused.headers().firstValue("X-Request-Id").orElseThrow();
    assertThat(new JsonObject(refused.body()).getString("requestId")).isEqualTo(id);
    HttpResponse<String> other = ask("GET", "/operator/v1/account", "");
    assertThat(other.headers().firstValue("X-Request-Id")).get().isNotEqualTo(id);
    assertThat(other.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  void whatIsNoRequestIsRefusedAsAProblem() throws Exception {
    URI url = URI.create(listener.url());
    String credentials = "Authorization: Bearer " + secret;
    String unreadable =
        RawHttp.exchange(url, RawHttp.head("DELETE", "/operator/v1/tokens/%zz", credentials));
    assertThat(unreadable).startsWith("HTTP/1.1 400").contains("\"path-malformed\"");
    String hostless = "GET /operator/v1/tokens HTTP/1.1\r\nConnection: close\r\n\r\n";
    String twoHosts = RawHttp.head("GET", "/operator/v1/tokens", credentials, "Host: other");
    for (String request : List.of(hostless, twoHosts)) {
      assertThat(RawHttp.exchange(url, request))
          .startsWith("HTTP/1.1 400")
          .contains("\"host-invalid\"");
    }
  }

  @AfterEach
  void resetClock() {
    clock.reset();
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

  private TokenVerdict verdict(String text) throws ApiException {
    return operator.validateToken(new ValidateTokenRequest().token(text), authorization);
  }

  private TokenInfo token(String id) throws ApiException {
    return operator.listTokens(null, authorization).getTokens().stream()
        .filter(token -> token.getId().equals(id))
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
