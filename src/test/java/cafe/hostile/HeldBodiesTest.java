package cafe.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.RawHttp;
import cafe.testkit.SmallCafe;
import cafe.testkit.TestDevice;
import cafe.web.BodyLimits;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are announced and not sent, or not to their end: what they hold of the memory. */
@QuarkusTest
@TestProfile(SmallCafe.class)
class HeldBodiesTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject BodyLimits.Memory memory;

  private TestDevice device;

  @BeforeEach
  void register() {
    String token = tokens.create(new NewAccessToken("held", null, null)).text();
    device = TestDevice.create().register(base, token);
  }

  /** Those who announce much and do not send it hold no memory from those who send. */
  @Test
  void bodiesThatStallShareOneMemory() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 12; i++) {
        Socket socket = new Socket(base.getHost(), base.getPort());
        stalled.add(socket);
        OutputStream out = socket.getOutputStream();
        out.write(
            RawHttp.head(
                    "PUT",
                    "/api/v1/threads/stalled",
                    "Authorization: Bearer " + device.access(),
                    "Content-Length: 3000000")
                .getBytes(ISO_8859_1));
        out.write(new byte[400_000]);
        out.flush();
      }
      for (int i = 0; i < 4; i++) {
        byte[] snapshot = new byte[2_000_000];
        snapshot[0] = (byte) i;
        HttpRequest.Builder put =
            device
                .request(base, "/api/v1/threads/good")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(snapshot));
        assertThat(TestDevice.send(put).statusCode()).isEqualTo(204);
        assertThat(memory.used()).isLessThanOrEqualTo(12L << 20);
      }
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
    nothingIsHeld();
  }

  private void nothingIsHeld() throws InterruptedException {
    while (memory.used() > 0 || memory.accounts() > 0) {
      Thread.sleep(10); // bounded by the test's own time limit
    }
  }

  /** Whoever leaves at once, with or without having sent all of it, leaves nothing in memory. */
  @Test
  void callersThatLeaveAtOnce() throws Exception {
    String access = "Authorization: Bearer " + device.access();
    String snapshot = RawHttp.head("PUT", "/api/v1/threads/left", access, "Content-Length: 9000");
    String letter = RawHttp.head("POST", "/api/v1/sessions/nobody", "Content-Length: 9000");
    for (int i = 0; i < 300; i++) {
      leave(RawHttp.request(letter, new byte[0]));
      leave(RawHttp.request(snapshot, new byte[i % 2 * 9000]));
    }
    HttpRequest.Builder put =
        device
            .request(base, "/api/v1/threads/left")
            .PUT(HttpRequest.BodyPublishers.ofString("a snapshot"));
    assertThat(TestDevice.send(put).statusCode()).isEqualTo(204);
    nothingIsHeld();
  }

  private void leave(byte[] request) throws IOException {
    try (Socket socket = RawHttp.open(base)) {
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(request);
    }
  }
}
