package cafe.storage.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The headers of a part, as far as they matter: its name and its file name. */
final class PartHeaders {
  private static final int MAX_BOUNDARY = 70;

  private @Nullable String name;
  private @Nullable String fileName;

  /** Takes a header line. */
  void add(String line) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "multipart: a header without a name");
    }
    if (line.substring(0, colon).strip().equalsIgnoreCase("Content-Disposition")) {
      String value = line.substring(colon + 1).strip();
      if (value.toLowerCase(Locale.ROOT).startsWith("form-data")) {
        name = parameter(value, "name");
        fileName = parameter(value, "filename");
      }
    }
  }

  /** The name of the form's field, null if it has none. */
  @Nullable String name() {
    return name;
  }

  /** The file name, null if the part is no file. */
  @Nullable String fileName() {
    return fileName;
  }

  /**
   * The boundary of a form.
   *
   * @throws CafeException {@link Fault#NOT_MULTIPART} if the content type is another
   */
  static String boundary(@Nullable String contentType) {
    if (contentType == null
        || !contentType.split(";", 2)[0].strip().equalsIgnoreCase("multipart/form-data")) {
      throw new CafeException(Fault.NOT_MULTIPART, "a multipart form is needed");
    }
    String boundary = parameter(contentType, "boundary");
    if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
      throw CafeException.withWireText(
          Fault.REQUEST_MALFORMED,
          "multipart: no boundary of 1 to 70 characters",
          "no multipart boundary param in Content-Type");
    }
    return boundary;
  }

  /** A parameter behind a semicolon, quoted or not; null if it is not there. */
  private static @Nullable String parameter(String header, String wanted) {
    int at = header.indexOf(';');
    while (at >= 0 && at < header.length()) {
      int equals = header.indexOf('=', at);
      if (equals < 0) {
        return null;
      }
      String key = header.substring(at + 1, equals).strip();
      int start = equals + 1;
      while (start < header.length() && header.charAt(start) == ' ') {
        start++;
      }
      StringBuilder value = new StringBuilder();
      at =
          start < header.length() && header.charAt(start) == '"'
              ? quoted(header, start + 1, value)
              : bare(header, start, value);
      if (key.equalsIgnoreCase(wanted)) {
        return value.toString();
      }
    }
    return null;
  }

  private static int quoted(String header, int start, StringBuilder value) {
    int i = start;
    for (; i < header.length() && header.charAt(i) != '"'; i++) {
      if (header.charAt(i) == '\\' && i + 1 < header.length()) {
        i++;
      }
      value.append(header.charAt(i));
    }
    return header.indexOf(';', i);
  }

  private static int bare(String header, int start, StringBuilder value) {
    int end = header.indexOf(';', start);
    value.append(header.substring(start, end < 0 ? header.length() : end).strip());
    return end;
  }
}
