package cafe.libp2p.transport;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Both sides of the opening handshake of a WebSocket; the path is always {@code /}. */
public final class WebSocket {
  /** The longest request or response head accepted. */
  private static final int MAX_HEAD = 8 * 1024;

  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String REFUSAL =
      head("HTTP/1.1 426 Upgrade Required", "Upgrade: websocket", "Content-Length: 0");

  private WebSocket() {}

  /** Serves the handshake; the caller bounds the time by closing the channel. */
  public static ByteChannel accept(ByteChannel raw) throws IOException {
    BufferedChannel channel = new BufferedChannel(raw);
    List<String> lines = readHead(channel);
    Map<String, String> headers = headers(lines);
    String key = headers.getOrDefault("sec-websocket-key", "");
    boolean upgrade =
        lines.getFirst().startsWith("GET ")
            && headers.getOrDefault("upgrade", "").equalsIgnoreCase("websocket")
            && headers.getOrDefault("sec-websocket-version", "").equals("13")
            && !key.isEmpty();
    if (!upgrade) {
      write(channel, REFUSAL);
      throw new IOException("websocket: not an upgrade request");
    }
    write(
        channel,
        head(
            "HTTP/1.1 101 Switching Protocols",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Accept: " + acceptance(key)));
    return new WebSocketChannel(channel, null);
  }

  /**
   * Asks for a WebSocket.
   *
   * @param host what the {@code Host} header says, with the port
   * @param random for the key and the masks of frames; must be unpredictable
   */
  public static ByteChannel connect(ByteChannel raw, String host, RandomGenerator random)
      throws IOException {
    BufferedChannel channel = new BufferedChannel(raw);
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    write(
        channel,
        head(
            "GET / HTTP/1.1",
            "Host: " + host,
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: " + key,
            "Sec-WebSocket-Version: 13"));
    List<String> lines = readHead(channel);
    boolean switched =
        lines.getFirst().matches("HTTP/1\\.1 101( .*)?")
            && headers(lines).getOrDefault("sec-websocket-accept", "").equals(acceptance(key));
    if (!switched) {
      throw new IOException("websocket: the server does not upgrade");
    }
    return new WebSocketChannel(channel, random);
  }

  /** The binary messages of a WebSocket whose handshake somebody else has served. */
  public static ByteChannel accepted(ByteChannel raw) {
    return new WebSocketChannel(new BufferedChannel(raw), null);
  }

  /** What a server answers to the key of a request: its {@code Sec-WebSocket-Accept}. */
  public static String acceptance(String key) {
    try {
      byte[] bytes = (key + MAGIC).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static void write(BufferedChannel channel, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    channel.write(bytes, 0, bytes.length);
  }

  /** Reads lines up to the empty one, and nothing behind it. */
  private static List<String> readHead(BufferedChannel channel) throws IOException {
    for (int length = 4; length <= MAX_HEAD; length++) {
      channel.require(length);
      byte[] array = channel.array();
      int end = channel.offset() + length;
      boolean complete =
          array[end - 1] == '\n'
              && array[end - 2] == '\r'
              && array[end - 3] == '\n'
              && array[end - 4] == '\r';
      if (complete) {
        String head = new String(array, channel.offset(), length, StandardCharsets.ISO_8859_1);
        channel.skip(length);
        return head.lines().toList();
      }
    }
    throw new IOException("websocket: head longer than " + MAX_HEAD + " bytes");
  }

  private static Map<String, String> headers(List<String> lines) {
    Map<String, String> headers = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
      }
    }
    return headers;
  }
}
