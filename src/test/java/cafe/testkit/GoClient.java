package cafe.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests byte for byte as the original's clients do, which are written in Go: on one
 * connection that stays open, with Go's fields in Go's order, and no {@code Accept}. The answers
 * are read by their framing and held against the contract.
 */
public final class GoClient implements AutoCloseable {

  private static final int CONTINUE = 100;

  private final URI base;
  private final Socket socket;
  private final InputStream in;

  /** Connects. */
  public GoClient(URI base) throws IOException {
    this.base = base;
    this.socket = RawHttp.open(base);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** A request without a body; a field is a whole line, those without text are left out. */
  public RawHttp.Answer send(String method, String target, String... fields) throws IOException {
    return send(method, target, null, fields);
  }

  /** A request with a body, whose length is told. */
  public RawHttp.Answer send(String method, String target, byte @Nullable [] body, String... fields)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(method + " " + target + " HTTP/1.1");
    lines.add("Host: " + base.getAuthority());
    lines.add("User-Agent: Go-http-client/1.1");
    if (body != null) {
      lines.add("Content-Length: " + body.length);
    }
    for (String field : fields) {
      if (!field.isEmpty()) {
        lines.add(field);
      }
    }
    lines.add("Accept-Encoding: gzip");
    String head = String.join("\r\n", lines) + "\r\n\r\n";
    return exchange(RawHttp.request(head, body == null ? new byte[0] : body));
  }

  /** The very bytes of a request, and the answer to it. */
  public RawHttp.Answer exchange(byte[] request) throws IOException {
    write(request);
    String line = new String(request, ISO_8859_1).split("\r\n", 2)[0];
    return read(line.split(" ", 3)[0], line.split(" ", 3)[1]);
  }

  /** Bytes of a request, to be followed by others. */
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** The status of an interim answer, as to {@code Expect}. */
  public int readInterim() throws IOException {
    int status = status(line());
    while (!line().isEmpty()) {}
    return status;
  }

  /** The next answer, to a request that was written. */
  public RawHttp.Answer read(String method, String target) throws IOException {
    int status = status(line());
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.putIfAbsent(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if (status == CONTINUE) {
      return read(method, target);
    }
    boolean bodiless = method.equals("HEAD") || status == 204 || status == 304;
    byte[] body = bodiless ? new byte[0] : body(headers);
    ContractWatch.see(
        new ContractCheck.Exchange(method, target.split("\\?", 2)[0], status, headers, body));
    return new RawHttp.Answer(status, headers, body);
  }

  /** Whether the cafe has closed the connection: there is nothing more to read. */
  public boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      for (int length = chunk(); length > 0; length = chunk()) {
        whole.writeBytes(in.readNBytes(length));
        String unused = line();
      }
      while (!line().isEmpty()) {}
      return whole.toByteArray();
    }
    String length = headers.get("content-length");
    return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended after: " + line.toString(UTF_8));
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  private static int status(String line) {
    if (!line.matches("HTTP/1\\.[01] \\d{3}.*")) {
      throw new AssertionError("no status line: " + line);
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
