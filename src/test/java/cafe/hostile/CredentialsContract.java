package cafe.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.Ed25519PrivateKey;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.Contract.Operation;
import cafe.testkit.RawHttp;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bad credentials, each on every route of the contract that needs any. */
abstract class CredentialsContract {

  private static final Set<String> OF_THE_PATHS_PEER =
      Set.of("deregister", "checkMessages", "deleteMessages");
  private static final Set<String> OF_ANOTHERS_THING =
      Set.of("revokeSession", "revokeDevice", "removeDevice");

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject TestClock clock;

  private final SoftAssertions soft = new SoftAssertions();
  private String token;
  private Belongings victim;
  private Calls calls;

  @BeforeEach
  void settle() throws IOException {
    token = tokens.create(new NewAccessToken("credentials", null, null)).text();
    victim = Belongings.settle(base, token);
    calls = new Calls(base, token, victim);
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  /**
   * Credentials that are no good.
   *
   * @param field the whole value of the header field; empty for none
   */
  private record Bad(String what, String field, int status, String code) {}

  private List<Bad> badTokens() {
    String access = victim.device().access();
    String[] parts = access.split("\\.");
    String none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}");
    TestDevice gone = victim.device().sibling().register(base, token);
    String leave = "/api/v1/sessions/" + gone.peer();
    assertThat(TestDevice.send(gone.request(base, leave).DELETE()).statusCode()).isEqualTo(204);
    return List.of(
        new Bad("no field", "", 401, "token-missing"),
        new Bad("one word", access, 401, "token-missing"),
        new Bad("no token", "Basic ", 401, "token-missing"),
        new Bad("no JWT", "Basic x", 401, "token-missing"),
        new Bad("far too long", "Basic " + "x".repeat(8_200), 401, "token-missing"),
        new Bad("an access token of the cafe", "Bearer " + token, 401, "token-missing"),
        new Bad("three words", "Basic a.b.c", 403, "token-invalid"),
        new Bad("broken signature", "Basic " + broken(access), 403, "token-invalid"),
        new Bad("no signature", "Basic " + parts[0] + "." + parts[1] + ".", 403, "token-invalid"),
        new Bad("no algorithm", "Basic " + none + "." + parts[1] + ".", 403, "token-invalid"),
        new Bad("another cafe's", "Basic " + resigned(parts), 403, "token-invalid"),
        new Bad("a refresh token", "Basic " + victim.device().refresh(), 403, "token-invalid"),
        new Bad("of one who left", "Basic " + gone.access(), 403, "session-revoked"));
  }

  @Test
  void badSessionTokens() throws IOException {
    List<Bad> bad = badTokens();
    for (Operation operation : Calls.needing("session")) {
      Call good = calls.of(operation);
      for (Bad each : bad) {
        expect(good.as(each.field()), each);
      }
    }
    soft.assertAll();
    victim.assertUntouched();
  }

  @Test
  void expiredSessionTokens() throws IOException {
    List<Call> all = new ArrayList<>();
    for (Operation operation : Calls.needing("session")) {
      all.add(calls.of(operation));
    }
    clock.advance(Duration.ofDays(29));
    Bad expired = new Bad("expired", "Basic " + victim.device().access(), 401, "token-expired");
    for (Call call : all) {
      expect(call.as(expired.field()), expired);
    }
    soft.assertAll();
    clock.reset();
    victim.assertUntouched();
  }

  @Test
  void badAccessTokens() throws IOException {
    AccessTokens.Created disabled = tokens.create(new NewAccessToken("disabled", null, null));
    tokens.disable(disabled.token().id());
    List<Bad> bad =
        List.of(
            new Bad("no field", "", 401, "access-token-missing"),
            new Bad("one word", token, 401, "access-token-missing"),
            new Bad("nonsense", "Basic x", 403, "access-token-invalid"),
            new Bad("another secret", "Basic " + token + "1", 403, "access-token-invalid"),
            new Bad("disabled", "Basic " + disabled.text(), 403, "access-token-invalid"),
            new Bad(
                "a session's", "Basic " + victim.device().access(), 403, "access-token-invalid"));
    for (Operation operation : Calls.needing("accessToken")) {
      Call good = calls.of(operation);
      for (Bad each : bad) {
        expect(good.as(each.field()), each);
      }
    }
    AccessTokens.Created brief =
        tokens.create(new NewAccessToken("brief", Duration.ofHours(1), null));
    clock.advance(Duration.ofHours(2));
    for (Operation operation : Calls.needing("accessToken")) {
      Bad expired = new Bad("expired", "Basic " + brief.text(), 403, "access-token-invalid");
      expect(calls.of(operation).as(expired.field()), expired);
    }
    soft.assertAll();
  }

  /** None is the operator's but his own; no answer and no line of the log repeats any. */
  @Test
  void badSecretsOfTheOperator() throws IOException {
    Operator operator = Operator.here();
    String secret = operator.secret();
    List<String> bad =
        List.of(
            "",
            secret,
            "Bearer",
            "Bearer ",
            "Bearer  " + secret,
            "Bearer\t" + secret,
            "Bearer " + secret + "=",
            "Bearer " + secret.substring(1),
            "Bearer " + secret.substring(0, secret.length() - 1),
            "Bearer " + secret.toLowerCase(Locale.ROOT),
            "Bearer " + secret.toUpperCase(Locale.ROOT),
            "Basic " + base64("operator:" + secret),
            "Basic " + base64(secret),
            "Bearer " + base64("\u0000".repeat(32)),
            "Bearer " + token,
            "Bearer " + victim.device().access(),
            "Basic " + "x".repeat(7_000));
    List<JsonNode> tokensBefore = operator.tokens();
    List<JsonNode> clientsBefore = operator.clients();
    clock.stop();
    try (WholeLog log = new WholeLog()) {
      for (Operation operation : Calls.needing("operatorSecret")) {
        Call good = calls.of(operation);
        for (String field : bad) {
          Call call = good.as(field);
          expect(call, new Bad(field, field, 403, "operator-only"));
          String shown = field.substring(field.lastIndexOf(' ') + 1);
          RawHttp.Answer answer = call.send();
          soft.assertThat(answer.headers() + answer.text())
              .as("%s", call)
              .doesNotContain(secret)
              .doesNotContain(shown.length() > 10 ? shown : secret);
        }
        // What was guessed is forgotten in time.
        clock.advance(Duration.ofMinutes(2));
      }
      soft.assertThat(log.text().toLowerCase(Locale.ROOT))
          .contains("operator-only")
          .doesNotContain(secret.substring(1, 20).toLowerCase(Locale.ROOT))
          .doesNotContain(token.toLowerCase(Locale.ROOT))
          .doesNotContain(victim.device().access().toLowerCase(Locale.ROOT));
    }
    soft.assertAll();
    assertThat(operator.tokens()).isEqualTo(tokensBefore);
    assertThat(operator.clients()).isEqualTo(clientsBefore);
    clock.reset();
    victim.assertUntouched();
  }

  @Test
  void aUsedUpAccessToken() throws IOException {
    AccessTokens.Created once = tokens.create(new NewAccessToken("once", null, 1));
    TestDevice.create().register(base, once.text());
    TestDevice second = TestDevice.create();
    String challenge = second.requestChallenge(base, token);
    var refused = second.requestRegistration(base, once.text(), challenge);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("\"code\":\"access-token-invalid\"");
    assertThat(second.requestRegistration(base, token, challenge).statusCode())
        .as("the challenge was not used up")
        .isEqualTo(201);
  }

  /** Another client's good token opens nothing of the victim's. */
  @Test
  void foreignTokens() throws IOException {
    TestDevice mallory = TestDevice.create().register(base, token);
    String field = "Basic " + mallory.access();
    for (Operation operation : Calls.needing("session")) {
      String id = Calls.id(operation);
      Call call = calls.of(operation).as(field);
      if (OF_THE_PATHS_PEER.contains(id)) {
        expect(call, new Bad("foreign", field, 403, "token-invalid"));
      } else if (OF_ANOTHERS_THING.contains(id)) {
        RawHttp.Answer answer = call.send();
        soft.assertThat(Refusals.code(call, answer)).as("%s", call).isEqualTo("not-found");
      } else if (!id.equals("streamMessages")) {
        RawHttp.Answer answer = call.send();
        Refusals.orHarmless(call, answer);
        soft.assertThat(answer.text())
            .as("%s", call)
            .doesNotContain("thread of " + victim.device().peer());
      }
    }
    Operation refresh = Calls.needing("refreshToken").getFirst();
    expect(
        calls.of(refresh).as("Basic " + mallory.refresh()),
        new Bad("foreign", "", 403, "token-invalid"));
    soft.assertAll();
    victim.assertUntouched();
  }

  /** The stream of who asks: it names nobody, so it can only be opened as somebody else. */
  @Test
  void aForeignTokensStream() throws IOException {
    Belongings mallory = Belongings.settle(base, token);
    String head =
        RawHttp.head(
            "GET",
            "/cafe/v1/inbox/stream?peer=" + victim.device().peer(),
            "Authorization: Basic " + mallory.device().access(),
            "X-Textile-Peer: " + victim.device().peer());
    try (Socket socket = RawHttp.open(base)) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      StringBuilder seen = new StringBuilder();
      String line = lines.readLine();
      while (line != null && !line.contains(mallory.letterId())) {
        seen.append(line).append('\n');
        line = lines.readLine();
      }
      assertThat(line).as("the own letter").isNotNull();
      assertThat(seen).as("before it").startsWith("HTTP/1.1 200").doesNotContain(victim.letterId());
    }
    victim.assertUntouched();
  }

  /** What was good once is not good again. */
  @Test
  void replayedCredentials() throws IOException {
    TestDevice device = TestDevice.create().register(base, token);
    String access = device.access();
    String refresh = device.refresh();
    device.keep(device.requestRefresh(base));
    assertThat(TestDevice.send(device.request(base, "/cafe/v1/devices").GET()).statusCode())
        .isEqualTo(200);
    Call replay =
        new Call(
            base,
            "POST",
            "/api/v1/sessions/" + device.peer() + "/refresh",
            List.of("Authorization: Basic " + refresh),
            access.getBytes(UTF_8));
    clock.advance(Duration.ofMinutes(10));
    expect(replay, new Bad("replaced", "", 403, "refresh-reused"));
    soft.assertAll();
    assertThat(TestDevice.send(device.request(base, "/cafe/v1/devices").GET()).statusCode())
        .as("a thief may have the new pair: both have to register again")
        .isEqualTo(403);
  }

  private void expect(Call call, Bad bad) throws IOException {
    RawHttp.Answer answer = call.send();
    soft.assertThat(answer.status() + " " + Refusals.code(call, answer))
        .as("%s with %s", call, bad.what())
        .isEqualTo(bad.status() + " " + bad.code());
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static String broken(String jwt) {
    int at = jwt.length() - 10;
    char other = jwt.charAt(at) == 'A' ? 'B' : 'A';
    return jwt.substring(0, at) + other + jwt.substring(at + 1);
  }

  private static String resigned(String[] parts) {
    byte[] content = (parts[0] + "." + parts[1]).getBytes(UTF_8);
    byte[] signature = Ed25519PrivateKey.generate(new SecureRandom()).sign(content);
    return parts[0]
        + "."
        + parts[1]
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }
}
