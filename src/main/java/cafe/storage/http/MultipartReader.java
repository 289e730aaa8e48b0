package cafe.storage.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a multipart form (RFC 7578) as it arrives, one part after the other, in constant memory.
 *
 * <p>Limits: a line of a head 8 KiB, heads of one part 16 lines. Malformed forms and those that end
 * early are {@link Fault#REQUEST_MALFORMED}.
 */
final class MultipartReader {
  private static final int BUFFER = 64 * 1024;
  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_LINES = 16;

  /** What the original says of a form that ends where a part or the end should follow. */
  private static final String BETWEEN_PARTS = "multipart: NextPart: EOF";

  private final InputStream in;
  private final byte[] delimiter;
  private final int[] steps = new int[256];
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private boolean ended;
  private State state = State.BEFORE;

  /**
   * Reads a body of a boundary of 1 to 70 characters.
   *
   * @see PartHeaders#boundary
   */
  MultipartReader(InputStream in, String boundary) {
    this.in = in;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    Arrays.fill(steps, delimiter.length);
    for (int i = 0; i < delimiter.length - 1; i++) {
      steps[delimiter[i] & 0xff] = delimiter.length - 1 - i;
    }
    // The first delimiter may stand at the very beginning.
    buffer[0] = '\r';
    buffer[1] = '\n';
    limit = 2;
  }

  /** The headers of the next part, or null behind the last. What is left of this one is skipped. */
  @Nullable PartHeaders next() throws IOException {
    byte[] skipped = new byte[MAX_LINE];
    while (state == State.BEFORE || state == State.INSIDE) {
      if (readPart(skipped, 0, skipped.length) < 0) {
        break;
      }
    }
    if (state == State.BEHIND) {
      return null;
    }
    PartHeaders headers = new PartHeaders();
    for (int lines = 0; ; lines++) {
      String line = line();
      if (line.isEmpty()) {
        state = State.INSIDE;
        return headers;
      }
      if (lines == MAX_LINES) {
        throw malformed("too many headers");
      }
      headers.add(line);
    }
  }

  /** Reads bytes of the current part, at least one; -1 at its end. */
  int read(byte[] to, int offset, int length) throws IOException {
    return state == State.INSIDE ? readPart(to, offset, length) : -1;
  }

  private int readPart(byte[] to, int offset, int length) throws IOException {
    while (true) {
      int found = find();
      if (found == position) {
        position += delimiter.length;
        finishDelimiter();
        return -1;
      }
      // What may be the beginning of a delimiter is left until more is there.
      int safe = found >= 0 ? found : limit - possibleStart();
      if (safe > position) {
        int n = Math.min(length, safe - position);
        System.arraycopy(buffer, position, to, offset, n);
        position += n;
        return n;
      }
      fill();
    }
  }

  /** Behind a delimiter: two dashes end the form, else a line end begins a part. */
  private void finishDelimiter() throws IOException {
    String rest = line();
    String stripped = rest.stripTrailing();
    if (stripped.equals("--")) {
      state = State.BEHIND;
    } else if (stripped.isEmpty()) {
      state = State.HEAD;
    } else {
      throw malformed("text behind a boundary");
    }
  }

  /** Where the next delimiter begins in the buffer, -1 if none is complete. */
  private int find() {
    // By the last byte of the window, which tells how far to go on (Horspool's search).
    int i = position + delimiter.length - 1;
    while (i < limit) {
      int start = i - delimiter.length + 1;
      if (Arrays.equals(buffer, start, i + 1, delimiter, 0, delimiter.length)) {
        return start;
      }
      i += steps[buffer[i] & 0xff];
    }
    return -1;
  }

  /** How many bytes at the end of the buffer are the beginning of a delimiter. */
  private int possibleStart() {
    for (int n = Math.min(delimiter.length - 1, limit - position); n > 0; n--) {
      if (Arrays.equals(buffer, limit - n, limit, delimiter, 0, n)) {
        return n;
      }
    }
    return 0;
  }

  /** A line without its end; the closing delimiter may end with the body. */
  private String line() throws IOException {
    int length = 0;
    while (true) {
      for (int i = position + length; i + 1 < limit; i++, length++) {
        if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
          String line = new String(buffer, position, i - position, StandardCharsets.UTF_8);
          position = i + 2;
          return line;
        }
        if (length == MAX_LINE) {
          throw malformed("a line is too long");
        }
      }
      if (ended || !tryFill()) {
        String rest = new String(buffer, position, limit - position, StandardCharsets.UTF_8);
        if (rest.stripTrailing().equals("--")) {
          position = limit;
          return rest;
        }
        throw early(BETWEEN_PARTS);
      }
    }
  }

  private void fill() throws IOException {
    if (!tryFill()) {
      throw early(state == State.BEFORE ? BETWEEN_PARTS : "unexpected EOF");
    }
  }

  private boolean tryFill() throws IOException {
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    ended = read < 0;
    limit += Math.max(read, 0);
    return !ended;
  }

  private static CafeException early(String words) {
    return CafeException.withWireText(
        Fault.REQUEST_MALFORMED, "multipart: the form ends early", words);
  }

  private static CafeException malformed(String detail) {
    return new CafeException(Fault.REQUEST_MALFORMED, "multipart: " + detail);
  }

  private enum State {
    BEFORE,
    HEAD,
    INSIDE,
    BEHIND
  }
}
