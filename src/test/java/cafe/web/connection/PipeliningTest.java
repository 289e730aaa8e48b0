package cafe.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server as ours, and peers that send requests ahead. */
@Timeout(60)
class PipeliningTest {
  private static final int REQUESTS = 4000;
  private static final Buffer LONG = Buffer.buffer(new byte[64 * 1024]);

  private static final ReadyAnswers READY =
      request -> {
        FullHttpResponse answer =
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        answer.headers().set("Content-Length", 0);
        return new ReadyAnswers.Answer(answer, () -> {});
      };

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  @AfterEach
  void end() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void whoeverTakesNothingGetsNoMoreAnswersAndLosesHisConnection() throws Exception {
    int port = listen(new ConnectionRoute(ReadyAnswers.NONE, 10, Duration.ofSeconds(1)));
    try (Socket socket = open(port)) {
      send(socket, "/long", REQUESTS);
      closed.await();
      // What the sockets' buffers took, and a little; or else a quarter of a GiB.
      assertThat(asked.get()).isLessThan(REQUESTS / 4);
    }
  }

  @Test
  void whoeverReadsGetsAllInOrder() throws Exception {
    int port = listen(new ConnectionRoute(ReadyAnswers.NONE, 10, Duration.ofMinutes(1)));
    try (Socket socket = open(port)) {
      Thread sender = Thread.startVirtualThread(() -> send(socket, "/short", REQUESTS));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (int i = 1; i <= REQUESTS; i++) {
        String line = in.readLine();
        while (!line.startsWith("x-number")) {
          line = in.readLine();
        }
        assertThat(line).isEqualTo("x-number: " + i);
      }
      sender.join();
    }
  }

  @Test
  void oneTooManyIsClosed() throws Exception {
    ConnectionRoute route = new ConnectionRoute(ReadyAnswers.NONE, 1, Duration.ofMinutes(1));
    int port = listen(route);
    try (Socket one = open(port)) {
      send(one, "/short", 1);
      assertThat(one.getInputStream().read()).isEqualTo('H');
      try (Socket two = open(port)) {
        send(two, "/short", 1);
        assertThat(two.getInputStream().read()).isEqualTo(-1);
      }
      closed.await();
    }
    while (route.open() > 0) {
      Thread.sleep(10); // bounded by the test's own time limit
    }
    try (Socket three = open(port)) {
      send(three, "/short", 1);
      assertThat(three.getInputStream().read()).isEqualTo('H');
    }
  }

  @Test
  void aRequestWithoutHostCountsToo() throws Exception {
    ConnectionRoute route = new ConnectionRoute(ReadyAnswers.NONE, 10, Duration.ofMinutes(1));
    try (Socket socket = open(listen(route))) {
      String request = "GET /short HTTP/1.1\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 400");
      assertThat(route.open()).isOne();
    }
  }

  /** Ready answers may share their fields, which a compressor would change. */
  @ParameterizedTest
  @CsvSource({"false, 2", "true, 3"})
  void nothingLiesReadyWhereAnswersAreCompressed(boolean compressing, int routed) throws Exception {
    HttpServerOptions options = new HttpServerOptions().setCompressionSupported(compressing);
    int port = listen(new ConnectionRoute(READY, 10, Duration.ofMinutes(1)), options);
    try (Socket socket = open(port)) {
      send(socket, "/short", 2);
      String last = "GET /short HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(last.getBytes(StandardCharsets.US_ASCII));
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(4);
      assertThat(asked).hasValue(routed);
    }
  }

  private int listen(ConnectionRoute connections) {
    return listen(connections, new HttpServerOptions());
  }

  private int listen(ConnectionRoute connections, HttpServerOptions options) {
    Router router = Router.router(vertx);
    connections.routes(router);
    router.route("/long").handler(this::answerLong);
    router.route("/short").handler(this::answerShort);
    options.setHost("127.0.0.1").setPort(0);
    connections.customizeHttpServer(options);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(one -> one.closeHandler(end -> closed.countDown()))
            .requestHandler(router);
    return server.listen().toCompletionStage().toCompletableFuture().join().actualPort();
  }

  private void answerLong(RoutingContext route) {
    asked.incrementAndGet();
    route.response().end(LONG);
  }

  /** Half of them by another thread, as resources do. */
  private void answerShort(RoutingContext route) {
    int number = asked.incrementAndGet();
    route.response().putHeader("x-number", Integer.toString(number));
    if (number % 2 == 0) {
      Thread.startVirtualThread(() -> route.response().end("short"));
    } else {
      route.response().end("short");
    }
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  private static void send(Socket socket, String path, int times) {
    String request = "GET " + path + " HTTP/1.1\r\nHost: cafe.example.org\r\n\r\n";
    try {
      socket.getOutputStream().write(request.repeat(times).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // cut meanwhile: the test is about what is answered
      assertThat(socket.isConnected()).isTrue();
    }
  }
}
