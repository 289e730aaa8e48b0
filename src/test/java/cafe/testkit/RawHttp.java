package cafe.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Sends the very bytes of a request, as an attacker may, and reads all that comes back. The answers
 * are held against the contract.
 */
public final class RawHttp {

  private static final int TIMEOUT_MILLIS = 30_000;
  private static final Set<Integer> NO_HTTP = Set.of(400, 414, 431);

  private RawHttp() {}

  /**
   * An answer, taken apart.
   *
   * @param status its status
   * @param headers names in lower case, the first value of each
   * @param body without the framing of chunks
   */
  public record Answer(int status, Map<String, String> headers, byte[] body) {

    /** The body as text. */
    public String text() {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /** Sends head and body as they are and reads until the cafe closes the connection. */
  public static String exchange(URI base, String request) throws IOException {
    return exchange(base, request.getBytes(ISO_8859_1));
  }

  /** As {@link #exchange(URI, String)}. */
  public static String exchange(URI base, byte[] request) throws IOException {
    try (Socket socket = open(base)) {
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      return receive(socket, new String(request, ISO_8859_1));
    }
  }

  /**
   * The refusal of what is no HTTP at all, which reaches no route; see the contract's exceptions.
   */
  public static boolean isOfTheProtocol(Answer answer) {
    return NO_HTTP.contains(answer.status())
        && answer.body().length == 0
        && !answer.headers().containsKey("x-request-id");
  }

  /** A connection. */
  public static Socket open(URI base) throws IOException {
    Socket socket = new Socket(base.getHost(), base.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /**
   * Reads what comes back until the cafe closes the connection.
   *
   * @param request what was sent, or at least its first line
   */
  public static String receive(Socket socket, String request) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    socket.getInputStream().transferTo(received);
    String answer = received.toString(ISO_8859_1);
    String[] line = request.split(" ", 3);
    if (line.length == 3 && line[1].startsWith("/") && answer.startsWith("HTTP/1.1 ")) {
      Answer parsed = parse(answer);
      if (isOfTheProtocol(parsed)) {
        return answer;
      }
      ContractWatch.see(
          new ContractCheck.Exchange(
              line[0],
              line[1].split("\\?", 2)[0],
              parsed.status(),
              parsed.headers(),
              parsed.body()));
    }
    return answer;
  }

  /** A request with its fields and no body; the connection is to be closed after it. */
  public static String head(String method, String target, String... fields) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: cafe\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return head.append("Connection: close\r\n\r\n").toString();
  }

  /** A request with a body. */
  public static byte[] request(String head, byte[] body) {
    byte[] start = head.getBytes(ISO_8859_1);
    byte[] request = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    return request;
  }

  /** The status of an answer. */
  public static int status(String answer) {
    if (!answer.startsWith("HTTP/1.1 ")) {
      throw new AssertionError("no answer: " + answer);
    }
    return Integer.parseInt(answer.substring(9, 12));
  }

  /** The body of an answer. */
  public static String body(String answer) {
    return new String(parse(answer).body(), ISO_8859_1);
  }

  /** Takes an answer apart. */
  public static Answer parse(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no whole answer: " + answer);
    }
    Map<String, String> headers = new HashMap<>();
    for (String line : answer.substring(0, end).split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.putIfAbsent(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    String body = answer.substring(end + 4);
    boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
    return new Answer(
        status(answer), headers, (chunked ? unchunked(body) : body).getBytes(ISO_8859_1));
  }

  private static String unchunked(String body) {
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < body.length()) {
      int end = body.indexOf("\r\n", at);
      int length = Integer.parseInt(body.substring(at, end), 16);
      plain.append(body, end + 2, end + 2 + length);
      at = end + 2 + length + 2;
    }
    return plain.toString();
  }
}
