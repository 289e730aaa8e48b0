package cafe.gateway.http.fields;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import org.jspecify.annotations.Nullable;

/**
 * A part of a representation, as the {@code Range} header asks (RFC 9110 §14).
 *
 * @param first offset of its first byte
 * @param last offset of its last byte, not before the first
 */
public record ByteRange(long first, long last) {
  private static final String UNIT = "bytes=";

  /** Number of bytes. */
  public long length() {
    return last - first + 1;
  }

  /** The value of {@code Content-Range}. */
  public String contentRange(long size) {
    return "bytes " + first + "-" + last + "/" + size;
  }

  /** The value of {@code Content-Range} when nothing of the representation was asked for. */
  public static String unsatisfied(long size) {
    return "bytes */" + size;
  }

  /**
   * What the header selects of a representation, or null for all of it: without a header, and for
   * one that is malformed, of another unit, or of several ranges, which a server may ignore.
   *
   * @throws CafeException {@link Fault#RANGE_NOT_SATISFIABLE}
   */
  public static @Nullable ByteRange select(@Nullable String header, long size) {
    if (header == null || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    String spec = header.substring(UNIT.length()).strip();
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return null;
    }
    String from = spec.substring(0, dash);
    String to = spec.substring(dash + 1);
    if (!isNumber(from) || !isNumber(to) || from.isEmpty() && to.isEmpty()) {
      return null;
    }
    return from.isEmpty() ? suffix(number(to), size) : slice(number(from), to, size);
  }

  private static ByteRange suffix(long length, long size) {
    if (length == 0 || size == 0) {
      throw unsatisfiable();
    }
    return new ByteRange(Math.max(0, size - length), size - 1);
  }

  private static @Nullable ByteRange slice(long first, String to, long size) {
    long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
    if (last < first) {
      return null;
    }
    if (first >= size) {
      throw unsatisfiable();
    }
    return new ByteRange(first, Math.min(last, size - 1));
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Saturates: an offset beyond any file is as good as the largest. */
  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static CafeException unsatisfiable() {
    return new CafeException(Fault.RANGE_NOT_SATISFIABLE, "The range lies outside of the content");
  }
}
