package cafe.directory;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Texts as searches compare them: without case, accents, compatibility forms and outer blanks. */
final class Folding {

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  private Folding() {}

  static String fold(String text) {
    String decomposed = Normalizer.normalize(text.strip(), Normalizer.Form.NFKD);
    String bare = MARKS.matcher(decomposed).replaceAll("");
    // Up and down: some letters only meet that way, such as sharp s and ss.
    return bare.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
