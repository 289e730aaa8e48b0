package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.SmallCafe;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers to those who ask too often, or keep too much; on each database. */
abstract class ScarceAnswersContract {

  /** More than any limit allows at once. */
  private static final int OFTEN = 200;

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;

  private String token;
  private TestDevice ada;

  @BeforeEach
  void register() {
    token = tokens.create(new NewAccessToken("scarce", null, null)).text();
    ada = TestDevice.create().register(base, token);
  }

  @Test
  void whoAsksTooOftenIsToldSo() {
    TestDevice eve = TestDevice.create();
    untilRefused(() -> eve.requestRegistration(base, token, "none"));
    untilRefused(
        () ->
            TestDevice.send(
                ada.request(base, "/cafe/v1/devices/challenges").POST(BodyPublishers.noBody())));
    untilRefused(
        () -> {
          HttpResponse<String> refreshed = ada.requestRefresh(base);
          if (refreshed.statusCode() == 201) {
            ada.keep(refreshed);
          }
          return refreshed;
        });
  }

  private static void untilRefused(Supplier<HttpResponse<String>> request) {
    HttpResponse<String> answer = request.get();
    for (int i = 0; i < OFTEN && answer.statusCode() != 429; i++) {
      answer = request.get();
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo("too many requests");
  }

  @Test
  void whoKeepsTooManySnapshotsIsToldSo() {
    for (int i = 0; i < SmallCafe.THREADS; i++) {
      assertThat(put("t" + i).statusCode()).isEqualTo(204);
    }
    HttpResponse<String> answer = put("one too many");
    assertThat(answer.statusCode()).isEqualTo(507);
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("quota-exceeded");
  }

  private HttpResponse<String> put(String thread) {
    String path = "/cafe/v1/snapshots/" + thread.replace(" ", "%20");
    return TestDevice.send(ada.request(base, path).PUT(BodyPublishers.ofString("x")));
  }
}
