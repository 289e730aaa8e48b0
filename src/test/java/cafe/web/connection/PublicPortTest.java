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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
      assertThat(answer).contains("\"host-invalid\"").doesNotContain("secret");
    } finally {
      root.removeHandler(recorder);
    }
    assertThat(log).anyMatch(line -> line.contains("recorded"));
    assertThat(log).noneMatch(line -> line.contains("secret"));
  }

  private static final String FIRST = "GET /nope HTTP/1.1\r\nHost: cafe.example.org\r\n\r\n";

  /** RFC 9112 §3.2: whichever of them a proxy goes by, it is not asked for another one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: cafe.example.org\r\nHost: other.example.org\r\n",
        "Host: cafe.example.org\r\nhost: cafe.example.org\r\n",
        "Host: a b\r\n",
        "Host: cafe.example.org:x\r\n",
        "",
      })
  void refusesAnythingButOneHost(String hosts) throws Exception {
    String end = "Connection: close\r\n\r\n";
    for (String target : List.of("/", "/cafe", "/ipfs/x", "/nope", "http://cafe.example.org/")) {
      String request = "GET " + target + " HTTP/1.1\r\n" + hosts + end;
      String answer = RawHttp.exchange(base, request);
      assertThat(RawHttp.status(answer)).as(request).isEqualTo(400);
      assertThat(answer).contains("\"host-invalid\"");
      String second = RawHttp.exchange(base, FIRST + request);
      assertThat(second.indexOf("HTTP/1.1 404")).as(request).isZero();
      assertThat(second.lastIndexOf("HTTP/1.1 400")).as(request).isPositive();
    }
  }

  /** What old clients and programs of today send. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1\r\nHost: cafe.example.org\r\n",
        "HTTP/1.1\r\nHost: cafe.example.org:40601\r\n",
        "HTTP/1.1\r\nHost: 127.0.0.1:40601\r\n",
        "HTTP/1.1\r\nHost: [::1]:40601\r\n",
        "HTTP/1.1\r\nHost: my_cafe\r\n",
      })
  void takesOneHost(String rest) throws Exception {
    String answer = RawHttp.exchange(base, "GET /cafe " + rest + "Connection: close\r\n\r\n");
    assertThat(RawHttp.status(answer)).isEqualTo(200);
  }

  /** RFC 9110 §7.6.1: a list; whatever comes after the last request is not answered. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: close",
        "Connection: keep-alive, close",
        "Connection: Close , TE",
        "Connection: keep-alive\r\nConnection: close",
      })
  void endsTheConnectionAfterTheLastRequest(String field) throws Exception {
    String last = "GET /cafe HTTP/1.1\r\nHost: cafe.example.org\r\n" + field + "\r\n\r\n";
    for (String before : List.of("", FIRST)) {
      String answers = RawHttp.exchange(base, before + last + FIRST + FIRST);
      assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(2);
      assertThat(answers.split("HTTP/1.1 404", -1)).hasSize(before.isEmpty() ? 1 : 2);
      assertThat(answers).containsIgnoringCase("connection: close");
    }
  }

  @Test
  void endsTheConnectionAfterABody() throws Exception {
    String fields =
        "Host: cafe.example.org\r\nConnection: keep-alive, close\r\nContent-Length: 70000\r\n";
    String request = "POST /nope HTTP/1.1\r\n" + fields + "\r\n" + "x".repeat(70_000);
    for (String before : List.of("", FIRST)) {
      String answers = RawHttp.exchange(base, before + request + FIRST);
      assertThat(answers.split("HTTP/1.1 404", -1)).hasSize(before.isEmpty() ? 2 : 3);
    }
  }

  /** A proxy that knows only HTTP/1.1 would not see the requests after it. */
  @Test
  void takesNoUpgradeToHttp2() throws Exception {
    String upgrade =
        """
        GET /cafe HTTP/1.1\r
        Host: cafe.example.org\r
        Connection: Upgrade, HTTP2-Settings\r
        Upgrade: h2c\r
        HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r
        \r
        """;
    String last = "GET /nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    String answers = RawHttp.exchange(base, upgrade + last);
    assertThat(RawHttp.status(answers)).isEqualTo(200);
    assertThat(answers).contains("HTTP/1.1 404").doesNotContain("101 Switching");
  }

  @Test
  void takesNoHttp2InClearText() throws Exception {
    byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    byte[] preface = RawHttp.request("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", settings);
    String answer = RawHttp.exchange(base, preface);
    assertThat(answer.lines().findFirst()).hasValue("HTTP/2.0 501 Not Implemented");
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
    try (Socket socket = RawHttp.open(base);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
      socket.getOutputStream().write(FIRST.repeat(REQUESTS).getBytes(US_ASCII));
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
