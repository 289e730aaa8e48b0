package cafe.gateway.http.fields;

import org.jspecify.annotations.Nullable;

/** Conditions of a request on a representation's entity tag (RFC 9110 §13). */
public final class Preconditions {
  private static final String WEAK = "W/";

  private Preconditions() {}

  /** {@code If-None-Match}: whether the client has this representation already. */
  public static boolean isKnown(@Nullable String ifNoneMatch, String etag) {
    return ifNoneMatch != null && lists(ifNoneMatch, etag, true);
  }

  /** {@code If-Match}: whether the client insists on another representation. */
  public static boolean isRefused(@Nullable String ifMatch, String etag) {
    return ifMatch != null && !lists(ifMatch, etag, false);
  }

  /** {@code If-Range}: whether a range may be served. A date never fits: content has none. */
  public static boolean allowsRange(@Nullable String ifRange, String etag) {
    return ifRange == null || ifRange.strip().equals(etag);
  }

  private static boolean lists(String header, String etag, boolean weakly) {
    if (header.strip().equals("*")) {
      return true;
    }
    // our tags have neither commas nor quotes inside
    for (String item : header.split(",")) {
      String tag = item.strip();
      if (weakly && tag.startsWith(WEAK)) {
        tag = tag.substring(WEAK.length());
      }
      if (tag.equals(etag)) {
        return true;
      }
    }
    return false;
  }
}
