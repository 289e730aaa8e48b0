package cafe.identity;

import static cafe.testkit.TestDevice.send;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Database;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.Configs;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A cafe that is closed, a client that is removed while it is at work, and removals that are not
 * proven; on each database.
 */
abstract class RareRefusalsContract {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject Database database;
  @Inject ClientRepository clients;
  @Inject TestClock clock;

  private String token;
  private TestDevice ada;

  @BeforeEach
  void register() {
    token = tokens.create(new NewAccessToken("rare", null, null)).text();
    ada = TestDevice.create().register(base, token);
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  /** The original's gateway answers 403 then, and its API nothing at all. */
  @Test
  void aClosedCafeServesOnlyThoseItHas() {
    TestDevice ben = TestDevice.create();
    String challenge = ben.requestChallenge(base, token);
    QuarkusMock.installMockForType(
        new Openness(Configs.of(IdentityConfig.class, Map.of("cafe.identity.open", "false"))),
        Openness.class);

    for (String path : new String[] {"/", "/cafe", "/cafes"}) {
      assertRefused("registration-closed", HttpRequest.newBuilder(base.resolve(path)));
      assertRefused(
          "registration-closed",
          HttpRequest.newBuilder(base.resolve(path)).header("Accept", "text/html"));
    }
    assertRefused("registration-closed", ben.requestRegistration(base, token, challenge));
    assertRefused("registration-closed", ada.requestRefresh(base));

    assertThat(send(HttpRequest.newBuilder(base.resolve("/health"))).statusCode()).isEqualTo(204);
    assertThat(send(snapshot()).statusCode()).isEqualTo(204);
    assertThat(clients.find(ben.peer())).isEmpty();
  }

  /** Its session is known to be good for a while after the row is gone, as in another process. */
  @Test
  void whoWasRemovedAMomentAgoKeepsNothingMore() {
    assertThat(send(snapshot()).statusCode()).isEqualTo(204);
    assertThat(database.<Boolean>write(() -> clients.delete(ada.peer()))).isTrue();

    assertRefused("client-unknown", snapshot());
    assertRefused("client-unknown", ada.request(base, "/api/v1/threads/t").DELETE());
    assertRefused(
        "client-unknown",
        ada.request(base, "/cafe/v1/snapshots/t")
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofString("x")));
    assertRefused("client-unknown", ada.request(base, "/cafe/v1/snapshots/t").DELETE());
    assertRefused("client-unknown", ada.request(base, "/api/v1/inbox/" + ada.peer()));
    assertRefused("client-unknown", ada.request(base, "/api/v1/inbox/" + ada.peer()).DELETE());
    assertRefused(
        "client-unknown",
        ada.request(base, "/cafe/v1/directory/self")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString("{\"name\":\"ada\"}")));
  }

  @Test
  void challengesForARemovalThatAreNotGood() {
    TestDevice lost = ada.sibling().register(base, token);
    TestDevice eve = TestDevice.create().register(base, token);
    assertThat(removal(lost, challenge(eve))).isEqualTo("challenge-foreign");
    String old = challenge(ada);
    clock.advance(Duration.ofMinutes(11));
    assertThat(removal(lost, old)).isEqualTo("challenge-expired");
  }

  private String challenge(TestDevice device) {
    HttpRequest.Builder request = device.request(base, "/cafe/v1/devices/challenges");
    return new JsonObject(send(request.POST(BodyPublishers.noBody())).body()).getString("value");
  }

  private String removal(TestDevice device, String challenge) {
    String text = "cafe: remove device " + device.peer() + " " + challenge;
    byte[] signature = ada.account().key().sign(text.getBytes(StandardCharsets.UTF_8));
    JsonObject body =
        new JsonObject()
            .put("challenge", challenge)
            .put("signature", Base64.getEncoder().encodeToString(signature));
    HttpResponse<String> answer =
        send(
            ada.request(base, "/cafe/v1/devices/" + device.peer() + "/removal")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode())));
    assertThat(answer.statusCode()).isEqualTo(403);
    return new JsonObject(answer.body()).getString("code");
  }

  private HttpRequest.Builder snapshot() {
    return ada.request(base, "/api/v1/threads/t").PUT(BodyPublishers.ofString("secret"));
  }

  private static void assertRefused(String code, HttpRequest.Builder request) {
    assertRefused(code, send(request));
  }

  private static void assertRefused(String code, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as("%s", answer.uri()).isEqualTo(403);
    JsonObject problem = new JsonObject(answer.body());
    assertThat(problem.getString("code")).as("%s", answer.uri()).isEqualTo(code);
    assertThat(problem.getString("error")).isEqualTo("forbidden");
  }
}
