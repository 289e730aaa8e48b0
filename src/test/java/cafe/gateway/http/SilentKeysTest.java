package cafe.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.ContentKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Whatever happens to a request with a key, the key is in no log, no field and no body. */
class SilentKeysTest {
  private static final ContentKey KEY = ContentKey.generate(new SecureRandom());

  /** The lowest level that the build keeps ({@code quarkus.log.min-level}): DEBUG. */
  private static final Level LOWEST = Level.FINE;

  private final Queue<String> log = new ConcurrentLinkedQueue<>();

  @Test
  void keysAreNowhere() throws Exception {
    Logger root = Logger.getLogger("");
    Level level = root.getLevel();
    Handler recorder = new Recorder();
    recorder.setLevel(LOWEST);
    root.addHandler(recorder);
    root.setLevel(LOWEST);
    try (GatewayServer server = new GatewayServer(Map.of())) {
      use(server);
    } finally {
      root.removeHandler(recorder);
      root.setLevel(level);
    }
    assertThat(log).anyMatch(line -> line.contains("a defect"));
    assertThat(log).noneMatch(SilentKeysTest::tells);
  }

  private void use(GatewayServer server) throws Exception {
    byte[] sealed = KEY.encrypt("secret".getBytes(UTF_8));
    String file = "/ipfs/" + server.dags.file(sealed);
    String forged = "/ipfs/" + server.dags.file(Arrays.copyOf(sealed, 20));
    String directory = "/ipfs/" + server.dags.directory(Map.of("a", server.dags.file("x")));
    for (String path : List.of(file, forged, directory, "/ipfs/nonsense", "/ipns/x")) {
      for (String key : List.of(KEY.text(), KEY.text() + "x", KEY.text() + "%20")) {
        check(server.get(path + "?key=" + key));
        check(server.get(path + "?key=" + key, "Accept", "text/html"));
        check(server.get(path, "X-Cafe-Key", key.replace("%20", " ")));
      }
    }
    for (String tail : List.of("%zz", "%", "&a=%", "%00")) {
      String request = "GET " + file + "?key=" + KEY.text() + tail + " HTTP/1.1\r\nHost: x\r\n";
      assertThat(tells(server.raw(request + "Connection: close\r\n\r\n"))).isFalse();
    }
    String malformed = "GET " + file + "/%?key=" + KEY.text() + " HTTP/1.1\r\nHost: x\r\n";
    assertThat(tells(server.raw(malformed + "Connection: close\r\n\r\n"))).isFalse();
    server.blocks.defect = true;
    HttpResponse<byte[]> defect =
        server.get("/ipfs/" + server.dags.file("unread") + "?key=" + KEY.text());
    assertThat(defect.statusCode()).isEqualTo(500);
    check(defect);
  }

  private static void check(HttpResponse<byte[]> answer) {
    assertThat(tells(answer.headers().map() + new String(answer.body(), UTF_8))).isFalse();
  }

  private static boolean tells(String text) {
    String hex = HexFormat.of().formatHex(KEY.bytes());
    return text.contains(KEY.text())
        || text.contains(hex)
        || text.contains(hex.toUpperCase(Locale.ROOT));
  }

  private final class Recorder extends Handler {
    @Override
    public void publish(LogRecord line) {
      StringWriter text = new StringWriter();
      text.append(line.getMessage()).append(Arrays.toString(line.getParameters()));
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(new PrintWriter(text));
      }
      log.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
