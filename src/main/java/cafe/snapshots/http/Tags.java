package cafe.snapshots.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.snapshots.Condition;
import cafe.snapshots.SnapshotInfo;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Entity tags and the conditions made of them (RFC 9110, sections 8.8.3 and 13.1). */
final class Tags {

  private static final int MAX_HEADER = 2_000;
  private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(,|$)");

  private Tags() {}

  static String quoted(SnapshotInfo info) {
    return '"' + info.tag() + '"';
  }

  /**
   * What {@code If-Match} and {@code If-None-Match} of a write demand.
   *
   * @throws CafeException {@code REQUEST_MALFORMED} for what is no list of tags, for both headers
   *     at once, and for {@code If-None-Match} with tags, which no write needs
   */
  static Condition condition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifMatch != null && ifNoneMatch != null) {
      throw new CafeException(
          Fault.REQUEST_MALFORMED, "If-Match and If-None-Match exclude another");
    }
    if (ifNoneMatch != null) {
      if (!ifNoneMatch.strip().equals("*")) {
        throw new CafeException(Fault.REQUEST_MALFORMED, "only If-None-Match: * is understood");
      }
      return new Condition.Absent();
    }
    if (ifMatch == null) {
      return Condition.NONE;
    }
    return ifMatch.strip().equals("*")
        ? new Condition.Present()
        : new Condition.Matches(strong(ifMatch));
  }

  /** Whether {@code If-None-Match} of a read names the version that the answer would have. */
  static boolean unchanged(@Nullable String ifNoneMatch, SnapshotInfo info) {
    return ifNoneMatch != null
        && (ifNoneMatch.strip().equals("*") || all(ifNoneMatch).contains(info.tag()));
  }

  /** The strong tags: a weak one never matches in {@code If-Match}. */
  private static Set<String> strong(String header) {
    return tags(header, false);
  }

  private static Set<String> all(String header) {
    return tags(header, true);
  }

  private static Set<String> tags(String header, boolean weakToo) {
    Set<String> tags = new HashSet<>();
    Matcher matcher = TAG.matcher(header);
    int end = 0;
    while (end < header.length() && header.length() <= MAX_HEADER && matcher.find(end)) {
      if (matcher.start() != end) {
        break;
      }
      if (weakToo || matcher.group(1) == null) {
        tags.add(matcher.group(2));
      }
      end = matcher.end();
    }
    if (end != header.length()) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "not a list of entity tags");
    }
    return tags;
  }
}
