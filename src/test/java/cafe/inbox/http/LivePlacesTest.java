package cafe.inbox.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.inbox.InboxConfig;
import cafe.kernel.CallerResolver;
import cafe.testkit.RawHttp;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The places of live streams. */
@QuarkusTest
class LivePlacesTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject CallerResolver callers;
  @Inject InboxConfig config;
  @Inject LiveInbox live;

  /** Nothing is written to them that would fail, and no message comes. */
  @Test
  @Timeout(60)
  void whoeverLeavesGivesBackThePlace() throws Exception {
    TestDevice ada = TestDevice.create();
    ada.register(base, tokens.create(new NewAccessToken("places", null, null)).text());
    String head = "GET /cafe/v1/inbox/stream HTTP/1.1\r\nHost: cafe\r\nAuthorization: Bearer ";
    byte[] request = (head + ada.access() + "\r\n\r\n").getBytes(ISO_8859_1);
    for (int i = 0; i < 3 * config.maxStreamsPerClient(); i++) {
      String status = "HTTP/1.1 429";
      while (status.endsWith("429")) {
        try (Socket socket = RawHttp.open(base)) {
          socket.getOutputStream().write(request);
          status = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
        }
        Thread.sleep(5);
      }
      assertThat(status).isEqualTo("HTTP/1.1 200");
    }
  }

  /** HEAD makes the answer of a GET, which then nobody writes. */
  @Test
  void whatIsNeverWrittenHoldsNoPlace() throws Exception {
    TestDevice ada = TestDevice.create();
    ada.register(base, tokens.create(new NewAccessToken("places", null, null)).text());
    var follower =
        new LiveInbox.Follower(
            callers.session(ada.access()), ada.access(), () -> false, wake -> {});
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
