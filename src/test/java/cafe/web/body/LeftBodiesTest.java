package cafe.web.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.RawHttp;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Senders who leave in the middle of a body. */
@QuarkusTest
class LeftBodiesTest {
  private static final int SENDERS = 20;

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject BodyReads reads;

  /** In less than the minute after which a read that brings nothing ends anyway. */
  @Test
  @Timeout(50)
  void nobodyWaitsForWhoeverLeft() throws Exception {
    String token = tokens.create(new NewAccessToken("left", null, null)).text();
    TestDevice device = TestDevice.create().register(base, token);
    List<Socket> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      senders.add(begin(device, i % 2 == 0));
    }
    await(SENDERS);
    for (Socket sender : senders) {
      sender.close();
    }
    await(0);
  }

  private Socket begin(TestDevice device, boolean abrupt) throws IOException {
    Socket socket = RawHttp.open(base);
    socket.setSoLinger(abrupt, 0);
    String[] fields = {"Authorization: Bearer " + device.access(), "Content-Length: 3000000"};
    OutputStream out = socket.getOutputStream();
    out.write(RawHttp.head("PUT", "/api/v1/threads/left", fields).getBytes(ISO_8859_1));
    out.write(new byte[100_000]);
    return socket;
  }

  private void await(int waiting) throws InterruptedException {
    while (reads.waiting() != waiting) {
      Thread.sleep(10); // bounded by the test's own time limit
    }
  }
}
