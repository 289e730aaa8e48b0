package cafe.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.gateway.http.memory.HotBody;
import cafe.gateway.http.memory.HotFile;
import cafe.ipld.Cid;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.storage.Keeper;
import cafe.storage.Owner;
import cafe.testkit.RawHttp;
import cafe.web.connection.ReadyAnswers;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both ways to the same answer: the first request of a connection is routed, one after it may find
 * its answer ready. Bytes and counts are compared.
 */
@QuarkusTest
class ReadyAnswersTest {
  private static final int LARGEST = 64 * 1024;
  private static final String HOST = "Host: cafe.example.org\n";
  private static final String BEFORE = "GET /ipfs/x HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\n\r\n";

  @TestHTTPResource("/")
  URI base;

  @Inject Keeper keeper;
  @Inject ReadyAnswers ready;
  @Inject GatewayRoute gateway;
  @Inject MeterRegistry meters;

  private String small;
  private String etag;

  @BeforeEach
  void store() throws IOException {
    Cid cid = keep(Contents.file("a text".getBytes(ISO_8859_1)));
    small = "/ipfs/" + cid;
    etag = "\"" + cid + "\"";
    heat(small);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\n" + HOST,
        "HEAD / HTTP/1.1\n" + HOST,
        "OPTIONS / HTTP/1.1\n" + HOST,
        "POST / HTTP/1.1\n" + HOST,
        "GET /? HTTP/1.1\n" + HOST,
        "GET /?filename=a.txt HTTP/1.1\n" + HOST,
        "GET // HTTP/1.1\n" + HOST,
        "GET http://cafe.example.org/ HTTP/1.1\n" + HOST,
        "GET / HTTP/1.0\n" + HOST,
        "GET / HTTP/1.0\nConnection: keep-alive\n" + HOST,
        "GET / HTTP/1.2\n" + HOST,
        "GET / HTTP/1.1\nConnection: keep-alive\n" + HOST,
        "GET / HTTP/1.1\nConnection: Close\n" + HOST,
        "GET / HTTP/1.1\nConnection: close, x\n" + HOST,
        "GET / HTTP/1.1\nConnection: keep-alive, close\n" + HOST,
        "GET / HTTP/1.1\nConnection: keep-alive\nConnection: Close\n" + HOST,
        "GET / HTTP/1.1\n",
        "GET / HTTP/1.1\nHost:\n",
        "GET / HTTP/1.1\nHost: a b\n",
        "GET / HTTP/1.1\nHost: a\n" + HOST,
        "GET / HTTP/1.1\n" + HOST + HOST,
        "GET / HTTP/1.1\nOrigin: https://other.example.org\n" + HOST,
        "GET / HTTP/1.1\nCookie: a=b\nAccept: text/html\nAccept-Encoding: gzip, br\n" + HOST,
        "GET / HTTP/1.1\nAuthorization: Bearer x\n" + HOST,
        "GET / HTTP/1.1\nX-Cafe-Key: x\n" + HOST,
        "GET / HTTP/1.1\nRange: bytes=1-2\n" + HOST,
        "GET / HTTP/1.1\nrange: bytes=9-\n" + HOST,
        "GET / HTTP/1.1\nRange: bytes=1-2\nIf-Range: \"x\"\n" + HOST,
        "GET / HTTP/1.1\nIf-None-Match: ETAG\n" + HOST,
        "GET / HTTP/1.1\nIf-None-Match: *\n" + HOST,
        "GET / HTTP/1.1\nIf-Match: ETAG\n" + HOST,
        "GET / HTTP/1.1\nIf-Match: \"x\"\n" + HOST,
        "GET / HTTP/1.1\nIf-Modified-Since: Thu, 26 Nov 2026 00:00:00 GMT\n" + HOST,
        "GET / HTTP/1.1\nExpect: 100-continue\n" + HOST,
        "GET / HTTP/1.1\nContent-Length: 0\n" + HOST,
        "GET / HTTP/1.1\nno field\n" + HOST,
      })
  void areWhatTheRouteAnswers(String request) throws IOException {
    String sent = request.replaceFirst("(?<=[ g])/(?=[ ?/])", small).replace("ETAG", etag);
    // an answer that is refused would name another request each time
    sameBothWays((sent + "X-Request-Id: a\n\n").replace("\n", "\r\n"));
  }

  @Test
  void ofAllTypesAndSizes() throws IOException {
    byte[] page = "<!doctype html><p>a page".getBytes(ISO_8859_1);
    for (byte[] bytes : List.of(new byte[0], page, random(LARGEST), random(LARGEST + 1))) {
      String path = "/ipfs/" + keep(Contents.file(bytes));
      heat(path);
      assertThat(isReady(path)).isEqualTo(bytes.length <= LARGEST);
      sameBothWays("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
  }

  /** Those that were routed and those that were not keep their order. */
  @Test
  void keepTheirPlaceInALine() throws IOException {
    String line =
        ("GET " + small + " HTTP/1.1\r\nHost: x\r\n\r\n")
            + ("GET " + small + "?filename=a HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\n\r\n")
            + ("HEAD " + small + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(ask(line.repeat(100)).split("a text", -1)).hasSize(202);
    sameBothWays(line.repeat(100));
  }

  /** RFC 9112 §9.6. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        " HTTP/1.0\r\n\r\n",
        " HTTP/1.0\r\nHost: x\r\n\r\n",
        " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        " HTTP/1.1\r\nHost: x\r\nconnection: Close\r\n\r\n",
      })
  void areNotGivenAfterTheLastRequest(String last) throws IOException {
    assertThat(isReady(small)).isTrue();
    String next = "GET " + small + " HTTP/1.1\r\nHost: x\r\n\r\n";
    assertThat(all("GET " + small + last + next).split("a text", -1)).hasSize(2);
    assertThat(all(next + "GET " + small + last + next).split("a text", -1)).hasSize(3);
  }

  /** A count that nobody gives back would keep the memory for ever. */
  @Test
  void leaveNoCountBehindWhenTheyCannotBeMade() {
    String path = "/ipfs/broken";
    AtomicInteger freed = new AtomicInteger();
    HotFile whole = requireNonNull(gateway.hot().get(small));
    HotBody body = new HotBody(new Broken(), freed::incrementAndGet);
    gateway.hot().put(path, new HotFile(whole.trail(), whole.fields(), body, whole.whole()));
    assertThatThrownBy(() -> isReady(path)).isInstanceOf(IllegalStateException.class);
    assertThat(freed).hasValue(0);
    gateway.hot().removeIf(file -> file.body().equals(body));
    assertThat(freed).hasValue(1);
  }

  private void sameBothWays(String request) throws IOException {
    assertThat(isReady(small)).isTrue();
    double start = counted();
    String routed = ask(request);
    double between = counted();
    String second = ask(BEFORE + request);
    double end = counted();
    String before = ask(BEFORE);
    assertThat(routed).startsWith("HTTP/1.");
    assertThat(second).isEqualTo(withoutLast(before) + routed);
    assertThat(end - between).isEqualTo(between - start);
  }

  /** All answers to a request and to one more, which ends the connection. */
  private String ask(String request) throws IOException {
    return all(request + "GET " + small + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  /** All answers until the connection ends. */
  private String all(String requests) throws IOException {
    try (Socket socket = RawHttp.open(base)) {
      socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
      String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      return answers.replaceAll("Error id [-0-9a-f]+", "Error id");
    }
  }

  private static String withoutLast(String answers) {
    return answers.substring(0, answers.lastIndexOf("HTTP/1.1 "));
  }

  private double counted() {
    return meters.get("cafe.gateway.memory").counter().count();
  }

  private boolean isReady(String path) {
    ReadyAnswers.Answer answer =
        ready.find(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path));
    if (answer != null) {
      answer.sent().run();
    }
    return answer != null;
  }

  /** A file is in memory when it has been asked for twice. */
  private void heat(String path) throws IOException {
    for (int i = 0; i < 3; i++) {
      ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
  }

  private static final class Broken extends UnpooledHeapByteBuf {
    Broken() {
      super(UnpooledByteBufAllocator.DEFAULT, 1, 1);
    }

    @Override
    public ByteBuf slice(int index, int length) {
      throw new IllegalStateException("broken");
    }
  }

  private Cid keep(Content content) {
    keeper.keep(new Owner("test:ready"), List.of(content));
    return content.root();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
