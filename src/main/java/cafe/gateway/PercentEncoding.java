package cafe.gateway;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of UTF-8 (RFC 3986 §2.1): letters, digits and chosen characters stay. */
public final class PercentEncoding {
  /** What a segment of a path keeps, as browsers write it. */
  public static final String SEGMENT = "-._~!$&'()*+,;=:@";

  /** What an extended parameter of a header keeps (RFC 8187). */
  public static final String PARAMETER = "!#$&+-.^_`|~";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  /** Encodes all but letters, digits and the kept characters. */
  public static String encode(String text, String kept) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean ascii = b >= 0;
      if (ascii && (Character.isLetterOrDigit(b) || kept.indexOf(b) >= 0)) {
        out.append((char) b);
      } else {
        out.append('%');
        HEX.toHexDigits(out, b);
      }
    }
    return out.toString();
  }
}
