package cafe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.ContentKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Readers that ask and then do not read. */
@Execution(ExecutionMode.CONCURRENT)
class StalledReaderTest {
  /** More than any socket's buffers take. */
  private static final int SIZE = 12 << 20;

  private static final ContentKey KEY = ContentKey.generate(new SecureRandom());
  private static final Map<String, String> IMPATIENT = Map.of("cafe.gateway.stall-timeout", "1s");
  private static final Map<String, String> NO_MEMORY =
      Map.of("cafe.gateway.stall-timeout", "60s", "cafe.gateway.hot-cache", "1");

  /** From storage, opened, and from memory: each loses his connection, nobody else does. */
  @Test
  void losesHisConnection() throws Exception {
    try (GatewayServer server = new GatewayServer(IMPATIENT)) {
      String plain = "/ipfs/" + server.dags.file(new byte[SIZE]);
      String sealed =
          "/ipfs/" + server.dags.file(KEY.encrypt(new byte[SIZE])) + "?key=" + KEY.text();
      List<Socket> readers = new ArrayList<>(List.of(ask(server, plain), ask(server, sealed)));
      for (int i = 0; i < 3; i++) {
        assertThat(server.get(plain).body()).hasSize(SIZE);
        assertThat(server.get(sealed).body()).hasSize(SIZE);
      }
      assertThat(server.route.hot().allocated()).isEqualTo(SIZE);
      readers.add(ask(server, plain));
      await(() -> server.route.stalls().watched() == 1);
      await(() -> server.route.stalls().watched() == 0 && server.route.pieces().lent() == 0);
      for (Socket reader : readers) {
        assertThat(rest(reader)).isLessThan(SIZE);
        reader.close();
      }
      server.route.hot().removeIf(file -> true);
      await(() -> server.route.hot().allocated() == 0);
    }
  }

  /** A hundred of them cost two pieces each, whatever they asked for. */
  @Test
  void costsTwoPieces() throws Exception {
    try (GatewayServer server = new GatewayServer(NO_MEMORY)) {
      String plain = "/ipfs/" + server.dags.file(new byte[SIZE]);
      String sealed =
          "/ipfs/" + server.dags.file(KEY.encrypt(new byte[SIZE])) + "?key=" + KEY.text();
      // Checked once: the readers need not stand in line for that.
      assertThat(server.get(sealed).body()).hasSize(SIZE);
      List<Socket> readers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        readers.add(ask(server, plain));
        readers.add(ask(server, sealed));
      }
      await(() -> server.route.pieces().lent() == 200);
      assertThat(server.route.hot().allocated()).isZero();
      TimeUnit.SECONDS.sleep(1);
      assertThat(server.route.pieces().lent()).isEqualTo(200);
      assertThat(server.get(plain).body()).hasSize(SIZE);
      for (Socket reader : readers) {
        reader.close();
      }
      await(() -> server.route.pieces().lent() == 0);
    }
  }

  /** Slow but steady readers get everything: a rest costs them nothing but the time. */
  @Test
  void aSlowReaderGetsAll() throws Exception {
    try (GatewayServer server = new GatewayServer(NO_MEMORY)) {
      String plain = "/ipfs/" + server.dags.file(new byte[SIZE]);
      try (Socket reader = ask(server, plain)) {
        TimeUnit.SECONDS.sleep(1);
        InputStream in = reader.getInputStream();
        assertThat(in.readNBytes(4 << 20)).hasSize(4 << 20);
        TimeUnit.SECONDS.sleep(1);
        assertThat(in.readNBytes(8 << 20)).hasSize(8 << 20);
      }
    }
  }

  private static Socket ask(GatewayServer server, String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
    String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** How much comes before the connection ends. */
  private static long rest(Socket socket) {
    long total = 0;
    byte[] piece = new byte[65_536];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        total += n;
      }
    } catch (IOException e) {
      // reset: as good an end
      return total;
    }
    return total;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1200 && !condition.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
