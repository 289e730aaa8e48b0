package cafe.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** Sends the very bytes of a request, as an attacker may, and reads all that comes back. */
public final class RawHttp {

  private static final int TIMEOUT_MILLIS = 30_000;

  private RawHttp() {}

  /** Sends head and body as they are and reads until the cafe closes the connection. */
  public static String exchange(URI base, String request) throws IOException {
    return exchange(base, request.getBytes(ISO_8859_1));
  }

  /** As {@link #exchange(URI, String)}. */
  public static String exchange(URI base, byte[] request) throws IOException {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.toString(ISO_8859_1);
    }
  }

  /** A request with its fields and no body; the connection is to be closed after it. */
  public static String head(String method, String target, String... fields) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: cafe\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return head.append("Connection: close\r\n\r\n").toString();
  }

  /** The status of an answer. */
  public static int status(String answer) {
    if (!answer.startsWith("HTTP/1.1 ")) {
      throw new AssertionError("no answer: " + answer);
    }
    return Integer.parseInt(answer.substring(9, 12));
  }

  /** The body of an answer that is not chunked. */
  public static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
