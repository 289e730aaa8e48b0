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
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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

  /** The URL is in no log: there may be a key in it. */
  @Test
  void refusesARequestWithoutHost() throws Exception {
    Queue<String> log = new ConcurrentLinkedQueue<>();
    Handler recorder = new Recorder(log);
    Logger root = Logger.getLogger("");
    root.addHandler(recorder);
    try {
      Logger.getLogger("test").severe("recorded");
      String request = "GET /ipfs/x?key=secret HTTP/1.1\r\nConnection: close\r\n\r\n";
      String answer = RawHttp.exchange(base, request);
      assertThat(RawHttp.status(answer)).isEqualTo(400);
      assertThat(answer).contains("\"request-malformed\"").doesNotContain("secret");
    } finally {
      root.removeHandler(recorder);
    }
    assertThat(log).anyMatch(line -> line.contains("recorded"));
    assertThat(log).noneMatch(line -> line.contains("secret"));
  }

  private static final class Recorder extends Handler {
    private final Queue<String> log;

    Recorder(Queue<String> log) {
      this.log = log;
    }

    @Override
    public void publish(LogRecord line) {
      log.add(line.getMessage() + Arrays.toString(line.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

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
