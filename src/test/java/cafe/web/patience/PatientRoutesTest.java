package cafe.web.patience;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.RawHttp;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Where mobile clients delete what they were to upload on any answer but 2xx, a busy cafe lets them
 * wait, and one that cannot serve them does not answer.
 */
@QuarkusTest
@TestProfile(Narrow.class)
class PatientRoutesTest {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;

  private TestDevice device;

  @BeforeEach
  void register() {
    String token = tokens.create(new NewAccessToken("patience", null, null)).text();
    device = TestDevice.create().register(base, token);
  }

  @Test
  void anUploadThatStallsIsLetGoWithoutAnAnswer() throws IOException {
    try (Socket stalled = begin()) {
      assertThat(store().join().statusCode()).isEqualTo(204);
      assertThat(answer(stalled)).isEmpty();
    }
  }

  @Test
  void anUploadThatDripsIsLetGoWithoutAnAnswer() throws Exception {
    try (Socket dripping = begin()) {
      CompletableFuture<HttpResponse<String>> next = store();
      OutputStream out = dripping.getOutputStream();
      try {
        while (!next.isDone()) {
          out.write('.');
          Thread.sleep(20);
        }
      } catch (SocketException e) {
        // The cafe has closed the connection.
      }
      assertThat(next.join().statusCode()).isEqualTo(204);
      assertThat(answer(dripping)).isEmpty();
    }
  }

  /** Any status would make an old client delete what it was to send. */
  @Test
  void aSnapshotThatStallsIsLetGoWithoutAnAnswer() throws IOException {
    try (Socket socket = RawHttp.open(base)) {
      String[] fields = {"Authorization: Basic " + device.access(), "Content-Length: 1000"};
      String head = RawHttp.head("PUT", "/api/v1/threads/stalled", fields);
      socket.getOutputStream().write(RawHttp.request(head, new byte[100]));
      assertThat(answer(socket)).isEmpty();
    }
  }

  private CompletableFuture<HttpResponse<String>> store() {
    return http.sendAsync(upload().build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder upload() {
    byte[] file = device.peer().toString().getBytes(ISO_8859_1);
    String form =
        ClientOutbox.part(file) + device.peer() + "\r\n--" + ClientOutbox.BOUNDARY + "--\r\n";
    return device
        .request(base, "/api/v1/store")
        .header("Content-Type", "multipart/form-data; boundary=" + ClientOutbox.BOUNDARY)
        .PUT(BodyPublishers.ofString(form));
  }

  /** An upload that has its place and sent a part of its body. */
  private Socket begin() throws IOException {
    Socket socket = RawHttp.open(base);
    String head =
        """
        PUT /api/v1/store HTTP/1.1\r
        Host: cafe\r
        Authorization: Basic %s\r
        Content-Type: multipart/form-data; boundary=%s\r
        Content-Length: 1000000\r
        Expect: 100-continue\r
        \r
        """
            .formatted(device.access(), ClientOutbox.BOUNDARY);
    socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    // Told to go on, it is being read.
    byte[] told = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
    assertThat(new String(told, ISO_8859_1)).startsWith("HTTP/1.1 100");
    socket.getOutputStream().write(ClientOutbox.part(new byte[0]).getBytes(ISO_8859_1));
    return socket;
  }

  private static byte[] answer(Socket socket) throws IOException {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      return new byte[0];
    }
  }
}
