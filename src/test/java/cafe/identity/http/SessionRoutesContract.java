package cafe.identity.http;

import static cafe.testkit.TestDevice.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.ApiException;
import cafe.client.Cafe;
import cafe.client.GatewayApi;
import cafe.client.JwkSetKeysInner;
import cafe.identity.CafeInfo;
import cafe.identity.CafeInfos;
import cafe.identity.Client;
import cafe.identity.Clients;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.GeneratedClient;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The original's session routes, statuses and bodies; run on each database. */
abstract class SessionRoutesContract {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject Clients clients;
  @Inject CafeInfos infos;
  @Inject TestClock clock;

  private String token;

  @BeforeEach
  void makeToken() {
    token = tokens.create(new NewAccessToken("test", null, null)).text();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  private static void assertProblem(HttpResponse<String> response, int status, String error) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonObject problem = new JsonObject(response.body());
    assertThat(problem.getString("error")).isEqualTo(error);
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("code")).isNotBlank();
    assertThat(problem.getString("requestId"))
        .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
  }

  @Test
  void infoIsTheOriginals() {
    HttpResponse<String> response = get("/");
    CafeInfo info = infos.info();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(
            type -> assertThat(type).isEqualToIgnoringCase("application/json;charset=utf-8"));
    assertThat(response.body())
        .startsWith(
            "{\"peer\":\"%s\",\"address\":\"%s\",\"api\":\"v1\",\"protocol\":\"%s\","
                    .formatted(info.peer(), info.address(), "/textile/cafe/1.0.0")
                + "\"node\":\"0.7.8\",\"url\":\"%s\"".formatted(info.url()));
    // Then where to dial the node, which is ours.
    assertThat(new JsonObject(response.body()).getJsonArray("addresses"))
        .isNotEmpty()
        .allSatisfy(address -> assertThat(address.toString()).endsWith("/p2p/" + info.peer()));
    assertThat(info.url()).isEqualTo("http://127.0.0.1:" + base.getPort());
  }

  @Test
  void programsReadTheIntroduction() throws ApiException {
    GatewayApi api = GeneratedClient.of(base).gateway();
    api.getHealth();
    CafeInfo info = infos.info();
    for (Cafe cafe : List.of(api.getFrontPage(), api.getCafe(), api.getCafes().getPrimary())) {
      assertThat(cafe.getPeer()).isEqualTo(info.peer().toString());
      assertThat(cafe.getAddresses()).isNotEmpty();
    }
    assertThat(GeneratedClient.of(base).sessions().getKeys().getKeys())
        .singleElement()
        .returns(JwkSetKeysInner.CrvEnum.ED25519, JwkSetKeysInner::getCrv);
  }

  /** Its parser refuses unknown members, and then its own {@code /cafes} fails. */
  @Test
  void anOriginalCafeThatAsksForItsNeighbourGetsTheOldForm() {
    for (String path : new String[] {"/", "/cafe"}) {
      HttpResponse<String> response = get(path, "User-Agent", "Go-http-client/1.1");
      assertThat(new JsonObject(response.body()).fieldNames())
          .containsExactly("peer", "address", "api", "protocol", "node", "url");
      assertThat(response.headers().firstValue("Vary")).hasValue("Accept, User-Agent");
    }
    HttpResponse<String> modern =
        get("/", "User-Agent", "Go-http-client/2.0", "Accept", "application/json");
    assertThat(new JsonObject(modern.body()).getJsonArray("addresses")).isNotEmpty();
  }

  /** The original did not look at it. */
  @Test
  void oldRoutesAnswerWhateverIsAccepted() {
    String challenge = "/api/v1/sessions/challenge?account_addr=" + TestDevice.create().address();
    for (String accepted : new String[] {"text/plain", "image/*", "nonsense"}) {
      for (String path : new String[] {"/", "/cafe", "/cafes", challenge}) {
        HttpResponse<String> response =
            get(path, "Accept", accepted, "Authorization", "Basic " + token);
        assertThat(response.statusCode()).as("%s for %s", accepted, path).isEqualTo(200);
        assertThat(new JsonObject(response.body()).fieldNames()).isNotEmpty();
      }
    }
  }

  @Test
  void peopleGetAPageWithALinkToJoin() {
    HttpResponse<String> page = get("/", "Accept", "text/html");
    CafeInfo info = infos.info();
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
    assertThat(page.body())
        .contains("<dd>" + info.peer() + "</dd>", "<dd>" + info.address() + "</dd>")
        .contains("<dd>" + info.url() + "/ipfs/…</dd>")
        .contains("textile://www.textile.photos/invites/cafe#peerId=" + info.peer())
        // No token is public unless the operator declares one.
        .contains("you need an access token")
        .doesNotContain("token=");
  }

  @Test
  void healthHasNoBody() {
    HttpResponse<String> response = get("/health");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void unknownPathsAreProblems() {
    assertProblem(get("/api/v1/nothing"), 404, "404 page not found");
    assertProblem(get("/nothing/at/all"), 404, "404 page not found");
    assertProblem(get("/api/v1/sessions/x/y/z"), 404, "404 page not found");
  }

  @Test
  void otherMethodsAreToldWhichThereAre() {
    Map<String, String> allowed =
        Map.of(
            "/health", "GET, HEAD, OPTIONS",
            "/", "GET, HEAD, OPTIONS",
            "/api/v1/store/", "OPTIONS, PUT",
            "/api/v1/inbox/x/", "DELETE, GET, HEAD, OPTIONS",
            "/api/v1/inbox/x/y", "OPTIONS, POST",
            "/cafe/v1/inbox/stream", "GET, HEAD, OPTIONS",
            "/cafe/v1/snapshots/t", "DELETE, GET, HEAD, OPTIONS, PUT",
            "/cafe/v1/devices/x/removal", "OPTIONS, POST");
    allowed.forEach(
        (path, methods) -> {
          HttpResponse<String> answer =
              send(
                  HttpRequest.newBuilder(base.resolve(path))
                      .method("PATCH", BodyPublishers.noBody()));
          assertThat(answer.headers().firstValue("Allow")).as(path).hasValue(methods);
          assertProblem(answer, 405, "method not allowed");
        });
  }

  @Test
  void challengeIsTheOriginals() {
    String address = TestDevice.create().address();
    for (String path : new String[] {"challenge?", "challenge/?"}) {
      HttpResponse<String> response =
          get(
              "/api/v1/sessions/" + path + "account_addr=" + address,
              "Authorization",
              "Basic " + token);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(response.body())
          .matches(
              "\\{\"value\":\"[0-9A-Za-z]{27}\",\"address\":\"%s\",\"date\":\"[^\"]+Z\"}"
                  .formatted(address));
      assertThat(Instant.parse(new JsonObject(response.body()).getString("date")))
          .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }
  }

  @Test
  void challengeNeedsAnAccessToken() {
    String path = "/api/v1/sessions/challenge?account_addr=" + TestDevice.create().address();
    assertProblem(get(path), 401, "unauthorized");
    assertProblem(get(path, "Authorization", token), 401, "unauthorized");
    assertProblem(get(path, "Authorization", "Basic short"), 403, "forbidden");
    assertProblem(get(path, "Authorization", "Basic 0OIl"), 403, "forbidden");
    assertProblem(get(path, "Authorization", "Basic " + token + "1"), 403, "forbidden");
    assertProblem(get(path, "Authorization", "Basic " + "z".repeat(3000)), 403, "forbidden");
    char last = token.charAt(token.length() - 1);
    String wrong = token.substring(0, token.length() - 1) + (last == 'a' ? 'b' : 'a');
    assertProblem(get(path, "Authorization", "Basic " + wrong), 403, "forbidden");
    assertThat(get(path, "Authorization", "Bearer " + token).statusCode()).isEqualTo(200);
    assertThat(get(path, "Authorization", "What " + token).statusCode()).isEqualTo(200);
  }

  @Test
  void challengeNeedsAnAddress() {
    String path = "/api/v1/sessions/challenge";
    String[] auth = {"Authorization", "Basic " + token};
    assertProblem(get(path, auth), 400, "base58 decode failed: zero length string");
    String bad = "12D3KooWBRG69PMx6EakNbkp4bQRqGqsHou5eau1MgnkzZDmzezU";
    assertProblem(get(path + "?account_addr=" + bad, auth), 400, "invalid version byte");
    String seed = TestDevice.create().account().seed();
    HttpResponse<String> response = get(path + "?account_addr=" + seed, auth);
    assertProblem(response, 400, "invalid address");
    assertThat(response.body()).as("a secret is not echoed").doesNotContain(seed);
  }

  @Test
  void registrationGivesASession() {
    TestDevice device = TestDevice.create();
    String challenge = device.requestChallenge(base, token);
    Instant before = clock.instant();
    HttpResponse<String> response = device.requestRegistration(base, token, challenge);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    JsonObject session = new JsonObject(response.body());
    assertThat(session.fieldNames())
        .containsExactly("id", "access", "exp", "refresh", "rexp", "subject", "type", "cafe");
    assertThat(session.getString("id")).isEqualTo(infos.info().peer().toString());
    assertThat(session.getString("subject")).isEqualTo(device.peer().toString());
    assertThat(session.getString("type")).isEqualTo("JWT");
    assertThat(Instant.parse(session.getString("exp")))
        .isBetween(
            before.plus(Duration.ofDays(28)).minusMillis(1), before.plus(Duration.ofDays(29)));
    assertThat(Instant.parse(session.getString("rexp")))
        .isBetween(
            before.plus(Duration.ofDays(56)).minusMillis(1), before.plus(Duration.ofDays(57)));
    JsonObject told = new JsonObject(get("/").body());
    told.remove("addresses");
    assertThat(session.getJsonObject("cafe").encode()).isEqualTo(told.encode());
    Client client = clients.find(device.peer()).orElseThrow();
    assertThat(client.address().toString()).isEqualTo(device.address());
    assertThat(client.proven()).as("a URL proves nothing").isFalse();
  }

  @Test
  void registrationRefusesWhatIsWrong() {
    TestDevice device = TestDevice.create();
    String challenge = device.requestChallenge(base, token);
    String nonce = "1WoPFW2dC9GSxTgzYzHVMUhnRPa";
    byte[] signature = sign(device, challenge + nonce);
    assertProblem(
        send(
            device
                .registration(base, token, challenge, nonce)
                .setHeader("Authorization", "Basic")
                .POST(BodyPublishers.ofByteArray(signature))),
        401,
        "unauthorized");
    assertProblem(register(device, challenge, nonce, new byte[0]), 403, "forbidden");
    assertProblem(register(device, challenge, nonce, new byte[63]), 403, "forbidden");
    assertProblem(register(device, challenge, nonce, new byte[64]), 403, "forbidden");
    assertProblem(register(device, challenge, nonce, new byte[65_000]), 403, "forbidden");
    assertProblem(register(device, challenge, "other", signature), 403, "forbidden");
    String unknown = "1WoPFSj3Nf2aFsKwy8p8hbVgo7W";
    assertProblem(
        register(device, unknown, nonce, sign(device, unknown + nonce)), 403, "forbidden");
    String endless = "1".repeat(1000);
    assertProblem(
        register(device, endless, nonce, sign(device, endless + nonce)), 403, "forbidden");
    assertThat(clients.find(device.peer())).isEmpty();
    String path = "/api/v1/sessions/%s?account_addr=%s&challenge=%s&nonce=%s";
    assertProblem(
        post(path.formatted("nopeer", device.address(), challenge, nonce), token, signature),
        400,
        "multihash length inconsistent: expected 0, got 3");
    assertProblem(
        post(path.formatted(device.peer(), device.peer(), challenge, nonce), token, signature),
        400,
        "invalid version byte");
    assertThat(register(device, challenge, nonce, signature).statusCode())
        .as("failures used nothing up")
        .isEqualTo(201);
  }

  private HttpResponse<String> register(
      TestDevice device, String challenge, String nonce, byte[] signature) {
    return send(
        device
            .registration(base, token, challenge, nonce)
            .POST(BodyPublishers.ofByteArray(signature)));
  }

  private HttpResponse<String> post(String path, String bearer, byte[] body) {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Authorization", "Basic " + bearer)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] sign(TestDevice device, String text) {
    return device.account().key().sign(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Whoever wants to know whether a session is of this cafe needs its public key alone. */
  @Test
  void sessionsVerifyByThePublishedKey() throws Exception {
    TestDevice device = TestDevice.create().register(base, token);
    JsonObject keys = new JsonObject(get("/cafe/v1/jwks").body());
    assertThat(keys.getJsonArray("keys")).hasSize(1);
    JsonObject key = keys.getJsonArray("keys").getJsonObject(0);
    assertThat(key.getString("kty") + key.getString("crv")).isEqualTo("OKPEd25519");
    String[] parts = device.access().split("[.]");
    java.util.Base64.Decoder decoder = java.util.Base64.getUrlDecoder();
    JsonObject header = new JsonObject(new String(decoder.decode(parts[0]), UTF_8));
    assertThat(header.getString("kid")).isEqualTo(key.getString("kid"));
    assertThat(
            cafe.crypto.Ed25519PublicKey.of(decoder.decode(key.getString("x")))
                .verify(bytes(parts[0] + "." + parts[1]), decoder.decode(parts[2])))
        .isTrue();
  }

  @Test
  void refreshGivesANewPair() {
    TestDevice device = TestDevice.create().register(base, token);
    String oldAccess = device.access();
    HttpResponse<String> response = device.requestRefresh(base);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    device.keep(response);
    assertThat(device.access()).isNotEqualTo(oldAccess);
    assertThat(devices(device.access())).isEqualTo(200);
    assertThat(devices(oldAccess))
        .as("an outbox may hold requests with the old access token")
        .isEqualTo(200);
  }

  private int devices(String access) {
    return get("/cafe/v1/devices", "Authorization", "Bearer " + access).statusCode();
  }

  @Test
  void refreshRefusesWhatIsWrong() {
    TestDevice device = TestDevice.create().register(base, token);
    TestDevice other = TestDevice.create().register(base, token);
    String path = "/api/v1/sessions/" + device.peer() + "/refresh";
    byte[] access = bytes(device.access());
    assertProblem(
        send(HttpRequest.newBuilder(base.resolve(path)).POST(BodyPublishers.ofByteArray(access))),
        401,
        "unauthorized");
    assertProblem(post(path, "garbage", access), 401, "unauthorized");
    assertProblem(post(path, "a.b.c", access), 403, "forbidden");
    assertProblem(post(path, device.access(), access), 403, "forbidden");
    assertProblem(post(path, device.refresh(), new byte[0]), 403, "forbidden");
    assertProblem(post(path, device.refresh(), bytes("a.b.c")), 403, "forbidden");
    assertProblem(post(path, device.refresh(), bytes(other.access())), 403, "forbidden");
    assertProblem(post(path, device.refresh(), bytes(device.refresh())), 403, "forbidden");
    String elsewhere = "/api/v1/sessions/" + other.peer() + "/refresh";
    assertProblem(post(elsewhere, device.refresh(), access), 403, "forbidden");
    assertProblem(
        post("/api/v1/sessions/garbage/refresh", device.refresh(), access), 403, "forbidden");
    assertProblem(post(path, device.refresh(), new byte[70_000]), 413, "request too large");
    assertThat(devices(device.access())).isEqualTo(200);
    assertThat(device.requestRefresh(base).statusCode()).isEqualTo(201);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void anExpiredAccessTokenAsksForARefresh() {
    TestDevice device = TestDevice.create().register(base, token);
    assertThat(devices(device.access())).isEqualTo(200);
    clock.advance(Duration.ofDays(28).plusMinutes(1));
    HttpResponse<String> refused =
        get("/cafe/v1/devices", "Authorization", "Basic " + device.access());
    assertProblem(refused, 401, "unauthorized");
    device.keep(device.requestRefresh(base));
    assertThat(devices(device.access())).isEqualTo(200);
    clock.advance(Duration.ofDays(56).plusMinutes(1));
    assertProblem(device.requestRefresh(base), 401, "unauthorized");
  }

  @Test
  void leavingRemovesTheClient() {
    TestDevice device = TestDevice.create().register(base, token);
    TestDevice other = TestDevice.create().register(base, token);
    String path = "/api/v1/sessions/" + device.peer();
    assertProblem(send(HttpRequest.newBuilder(base.resolve(path)).DELETE()), 401, "unauthorized");
    assertProblem(send(other.request(base, path).DELETE()), 403, "forbidden");
    assertThat(clients.find(device.peer())).isPresent();
    HttpResponse<String> response = send(device.request(base, path).DELETE());
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertThat(clients.find(device.peer())).isEmpty();
    assertThat(clients.find(other.peer())).isPresent();
  }
}
