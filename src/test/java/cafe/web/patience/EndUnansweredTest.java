package cafe.web.patience;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer who does not read holds nobody up. */
@Timeout(60)
class EndUnansweredTest {
  /** More than any socket's buffers take. */
  private static final Buffer LONG = Buffer.buffer(new byte[64 << 20]);

  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch returned = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  @AfterEach
  void end() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void endsTheConnectionOfWhoeverTakesNothing() throws Exception {
    int port =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .connectionHandler(connection -> connection.closeHandler(end -> closed.countDown()))
            .requestHandler(this::begin)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      String request = "GET / HTTP/1.1\r\nHost: cafe.example.org\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      returned.await();
      closed.await();
    }
  }

  private void begin(HttpServerRequest request) {
    request.response().setChunked(true).write(LONG);
    Thread.startVirtualThread(
        () -> {
          Patience.endUnanswered(request);
          returned.countDown();
        });
  }
}
