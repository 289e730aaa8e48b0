package cafe.libp2p.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class WebSocketTest {
  private static void write(ByteChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static void writeHex(ByteChannel channel, String hex) throws IOException {
    channel.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  private static String read(ByteChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // more
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
  }

  private static CompletableFuture<ByteChannel> serve(ByteChannel raw) {
    CompletableFuture<ByteChannel> result = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            result.complete(WebSocket.accept(raw));
          } catch (IOException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private static final String REQUEST =
      "GET / HTTP/1.1\r\nhost: x\r\nUPGRADE: WebSocket\r\nconnection: keep-alive, Upgrade\r\n"
          + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n";

  /** The example of RFC 6455, section 1.3. */
  @Test
  void acceptsAsTheRfc() throws Exception {
    PipeChannel[] pair = PipeChannel.pair();
    CompletableFuture<ByteChannel> server = serve(pair[1]);
    write(pair[0], REQUEST);
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    assertThat(read(pair[0], answer.length())).isEqualTo(answer);

    // masked "Hello" of section 5.7, but binary, in two fragments with a ping between
    writeHex(pair[0], "02 83 37fa213d 7f9f4d" + "89 82 00000000 abcd" + "80 82 51b7fc0d 3dd8");
    assertThat(read(server.get(), 5)).isEqualTo("Hello");
    assertThat(read(pair[0], 4)).isEqualTo("\u008a\u0002\u00ab\u00cd");
    server.get().write(ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(read(pair[0], 4)).isEqualTo("\u0082\u0002\u0001\u0002");
    writeHex(pair[0], "88 80 00000000");
    assertThat(server.get().read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void bytesBehindTheRequestAreKept() throws Exception {
    PipeChannel[] pair = PipeChannel.pair();
    CompletableFuture<ByteChannel> server = serve(pair[1]);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(REQUEST.getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(HexFormat.of().parseHex("82810000000041"));
    pair[0].write(ByteBuffer.wrap(all.toByteArray()));
    assertThat(read(server.get(), 1)).isEqualTo("A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n"
            + "Sec-WebSocket-Version: 13\r\n\r\n",
        "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n",
        "GET / HTTP/1.1\r\nUpgrade: h2c\r\nSec-WebSocket-Key: x\r\n"
            + "Sec-WebSocket-Version: 13\r\n\r\n"
      })
  void otherRequestsAreToldToUpgrade(String request) throws Exception {
    PipeChannel[] pair = PipeChannel.pair();
    CompletableFuture<ByteChannel> server = serve(pair[1]);
    write(pair[0], request);
    assertThat(read(pair[0], 12)).isEqualTo("HTTP/1.1 426");
    assertThatThrownBy(server::get).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void endlessHeadIsCutOff() throws Exception {
    PipeChannel[] pair = PipeChannel.pair();
    CompletableFuture<ByteChannel> server = serve(pair[1]);
    write(pair[0], "GET / HTTP/1.1\r\n" + "x: y\r\n".repeat(3000));
    assertThatThrownBy(server::get).hasMessageContaining("head longer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "82 01 41", // not masked
        "f2 81 00000000 41", // reserved bits
        "83 81 00000000 41", // unknown data opcode
        "8b 80 00000000", // unknown control opcode
        "09 80 00000000", // fragmented ping
        "89 fe 0080 00000000", // long ping
        "82 ff 8000000000000000 00000000" // negative length
      })
  void malformedFramesEndIt(String frame) throws Exception {
    PipeChannel[] pair = PipeChannel.pair();
    CompletableFuture<ByteChannel> server = serve(pair[1]);
    write(pair[0], REQUEST);
    writeHex(pair[0], frame);
    assertThatThrownBy(() -> server.get().read(ByteBuffer.allocate(10)))
        .isInstanceOf(IOException.class);
  }

  /** Asks whenever a byte is about to come whether the peer would be let go after an hour. */
  private static final class Asking implements ByteChannel {
    private final ByteBuffer incoming;
    private final StringBuilder answers = new StringBuilder();
    private BufferedChannel above = new BufferedChannel(this);

    Asking(String hex) {
      incoming = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private void ask() {
      boolean stalled = above.stalled(System.nanoTime() + 3_600_000_000_000L, 60_000_000_000L);
      answers.append(stalled ? '!' : '.');
    }

    @Override
    public int read(ByteBuffer target) {
      if (!incoming.hasRemaining()) {
        return -1;
      }
      ask();
      target.put(incoming.get());
      return 1;
    }

    @Override
    public int write(ByteBuffer source) {
      ask();
      int count = source.remaining();
      source.position(source.limit());
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** What is in a frame may take its time, as may the next frame; no header and no ping may. */
  @Test
  void knowsWhatAPeerMustFinish() throws IOException {
    Asking below =
        new Asking("82 fe 0003 00000000 414243" + "89 82 00000000 abcd" + "8a80 00000000");
    below.above = new BufferedChannel(WebSocket.accepted(below));
    for (int i = 0; i < 3; i++) {
      below.above.require(1);
      below.above.skip(1);
    }
    assertThat(below.above.await(1)).isFalse();
    assertThat(below.answers).hasToString(".!!!!!!!" + "..." + ".!!!!!!!" + "!" + ".!!!!!");
  }

  @Test
  void clientChecksTheAcceptance() throws Exception {
    for (String answer :
        new String[] {
          "HTTP/1.1 200 OK\r\n\r\n",
          "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: AAAA\r\n\r\n"
        }) {
      PipeChannel[] pair = PipeChannel.pair();
      write(pair[1], answer);
      assertThatThrownBy(() -> WebSocket.connect(pair[0], "x", new Random(1)))
          .isInstanceOf(IOException.class);
    }
  }

  @Property(tries = 30)
  void bothSidesCarryAnything(@ForAll @Size(max = 5) List<@Size(max = 300) byte[]> parts)
      throws Exception {
    PipeChannel[] pair = PipeChannel.pair();
    CompletableFuture<ByteChannel> server = serve(pair[1]);
    ByteChannel client = WebSocket.connect(pair[0], "x", new Random(1));
    for (byte[] part : parts) {
      client.write(ByteBuffer.wrap(part));
      assertThat(read(server.get(), part.length))
          .isEqualTo(new String(part, StandardCharsets.ISO_8859_1));
      server.get().write(ByteBuffer.wrap(part));
      assertThat(read(client, part.length))
          .isEqualTo(new String(part, StandardCharsets.ISO_8859_1));
    }
    client.close();
    server.get().close();
  }
}
