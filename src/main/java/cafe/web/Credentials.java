package cafe.web;

import org.jspecify.annotations.Nullable;

/** Reads the {@code Authorization} header as the original does. */
public final class Credentials {

  private static final int MAX_LENGTH = 8192;

  private Credentials() {}

  /**
   * The bare token after the scheme word, whichever word that is ({@code Basic}, {@code Bearer},
   * …); empty when the header is absent, has one word only, or is far too long.
   */
  public static String token(@Nullable String header) {
    if (header == null || header.length() > MAX_LENGTH) {
      return "";
    }
    int space = header.indexOf(' ');
    if (space < 0) {
      return "";
    }
    int end = header.indexOf(' ', space + 1);
    return header.substring(space + 1, end < 0 ? header.length() : end);
  }
}
