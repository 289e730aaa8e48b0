package cafe.web.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.RawHttp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program itself: its port takes requests in turn, and does not keep idle connections. */
@QuarkusTest
class PublicPortTest {
  private static final int REQUESTS = 500;

  @TestHTTPResource("/")
  URI base;

  @Inject ConnectionRoute connections;

  @ConfigProperty(name = "quarkus.http.idle-timeout")
  Duration idle;

  @Test
  @Timeout(60)
  void answersManyRequestsThatAreSentAhead() throws Exception {
    assertThat(idle).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(5));
    String request = "GET /nope HTTP/1.1\r\nHost: cafe.example.org\r\n\r\n";
    try (Socket socket = RawHttp.open(base);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
      socket.getOutputStream().write(request.repeat(REQUESTS).getBytes(US_ASCII));
      for (int i = 0; i < REQUESTS; i++) {
        String line = in.readLine();
        while (!line.contains("HTTP/1.1 ")) {
          line = in.readLine();
        }
        assertThat(line).endsWith("HTTP/1.1 404 Not Found");
      }
      assertThat(connections.open()).isPositive();
    }
  }
}
