package cafe.gateway.http.fields;

import cafe.gateway.PercentEncoding;

/** The value of {@code Content-Disposition} (RFC 6266), whatever a stranger named his file. */
public final class Disposition {
  private static final int MAX_NAME = 255;

  private Disposition() {}

  /** To be shown. */
  public static String inline(String name) {
    return of("inline", name);
  }

  /** To be saved. */
  public static String attachment(String name) {
    return of("attachment", name);
  }

  private static String of(String kind, String name) {
    String clean = clean(name);
    if (clean.isEmpty()) {
      return kind;
    }
    StringBuilder ascii = new StringBuilder();
    clean
        .codePoints()
        .forEach(c -> ascii.appendCodePoint(c < 0x7f && c != '"' && c != '\\' ? c : '_'));
    String value = kind + "; filename=\"" + ascii + "\"";
    return clean.contentEquals(ascii)
        ? value
        : value + "; filename*=UTF-8''" + PercentEncoding.encode(clean, PercentEncoding.PARAMETER);
  }

  /** Without folders, invisible characters and halves of pairs; cut to what file systems take. */
  private static String clean(String name) {
    String last = name.substring(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')));
    StringBuilder out = new StringBuilder();
    last.codePoints().filter(c -> !isInvisible(c)).limit(MAX_NAME).forEach(out::appendCodePoint);
    return out.toString().strip();
  }

  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
