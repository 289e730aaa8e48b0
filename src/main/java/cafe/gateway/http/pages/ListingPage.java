package cafe.gateway.http.pages;

import cafe.gateway.ContentPath;
import cafe.gateway.Listing;
import java.util.Locale;

/** A directory as a page: the rows and the sizes of the original. Links carry no key. */
public final class ListingPage {
  private static final String UNITS = "kMGTPE";

  private ListingPage() {}

  /** The whole page. */
  public static String of(Listing listing) {
    ContentPath path = listing.path();
    StringBuilder rows = new StringBuilder();
    row(rows, "..", path.parent().encoded(), "");
    for (Listing.Entry entry : listing.entries()) {
      String size = entry.kind() == Listing.Kind.UNKNOWN ? "?" : humanSize(entry.size());
      String link = entry.reachable() ? path.child(entry.name()).encoded() : "";
      row(rows, "/" + entry.name(), link, size);
    }
    return Page.of(path.display(), "<table>\n" + rows + "</table>\n");
  }

  private static void row(StringBuilder out, String name, String link, String size) {
    out.append("<tr><td>");
    String text = Page.escape(name);
    if (link.isEmpty()) {
      out.append(text);
    } else {
      out.append("<a href=\"").append(Page.escape(link)).append("\">").append(text).append("</a>");
    }
    out.append("</td><td>").append(size).append("</td></tr>\n");
  }

  /** Bytes below a thousand, else one decimal and a unit of powers of a thousand. */
  public static String humanSize(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes / 1000.0;
    int unit = 0;
    while (value >= 999.95 && unit < UNITS.length() - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", value, UNITS.charAt(unit));
  }
}
