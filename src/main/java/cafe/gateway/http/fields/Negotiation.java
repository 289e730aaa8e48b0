package cafe.gateway.http.fields;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which of its two forms a client wants an answer of ours in: HTML or JSON (RFC 9110 §12.5.1).
 * Wildcards count for neither, since programs send them too.
 */
public final class Negotiation {
  private static final String HTML = "text/html";
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  private Negotiation() {}

  /**
   * Whether a page is asked for, as browsers do that open one. Who names problems is a program,
   * such as a client generated from the contract, which names all that is documented.
   */
  public static boolean wantsPage(@Nullable String accept) {
    double html = quality(accept, HTML);
    return html >= quality(accept, JSON) && html > quality(accept, PROBLEM);
  }

  /** Directories: JSON for those who ask for it, a page for everybody else. */
  public static boolean wantsJsonListing(@Nullable String accept) {
    return quality(accept, JSON) > quality(accept, HTML);
  }

  private static double quality(@Nullable String accept, String type) {
    if (accept == null) {
      return 0;
    }
    for (String range : accept.split(",")) {
      String[] parts = range.split(";");
      if (parts.length > 0 && parts[0].strip().equalsIgnoreCase(type)) {
        return weight(parts);
      }
    }
    return 0;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.matches("q=[01](\\.[0-9]{0,3})?")) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }
}
