package cafe.inbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.inbox.InboxConfig;
import cafe.kernel.CallerResolver;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** The places of live streams. */
@QuarkusTest
class LivePlacesTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject CallerResolver callers;
  @Inject InboxConfig config;
  @Inject LiveInbox live;

  /** HEAD makes the answer of a GET, which then nobody writes. */
  @Test
  void whatIsNeverWrittenHoldsNoPlace() throws Exception {
    TestDevice ada = TestDevice.create();
    ada.register(base, tokens.create(new NewAccessToken("places", null, null)).text());
    var follower = new LiveInbox.Follower(callers.session(ada.access()), ada.access());
    for (int i = 0; i < config.maxStreamsPerClient(); i++) {
      assertThat(live.follow(follower, 0)).isNotNull();
    }
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var request = ada.request(base, "/cafe/v1/inbox/stream").GET().build();
      var answer = http.send(request, BodyHandlers.ofInputStream());
      try (InputStream stream = answer.body()) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(stream.read()).as("a heartbeat").isEqualTo(':');
      }
      http.shutdownNow();
    }
  }
}
