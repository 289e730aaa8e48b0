package cafe.gateway;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A path of the gateway: a CID and the names to follow from it.
 *
 * <p>An encoded slash separates as a plain one does, as in the original, which routed by the
 * decoded path: clients that are generated from a contract know path parameters of one segment
 * only, and encode the slashes within. Empty and dot segments are removed as the original's router
 * does, but none can climb over the CID.
 *
 * @param spelling the CID as the request spelled it
 * @param root the CID
 * @param segments decoded names, at most {@value #MAX_SEGMENTS}, never empty or with a slash
 * @param trailingSlash whether the path ended with a slash
 */
public record ContentPath(String spelling, Cid root, List<String> segments, boolean trailingSlash) {
  /** What all paths start with. */
  public static final String PREFIX = "/ipfs/";

  /** Most characters of a request's path. */
  public static final int MAX_LENGTH = 4096;

  /** Most names behind the CID. */
  public static final int MAX_SEGMENTS = 64;

  /** Copies the segments. */
  public ContentPath {
    segments = List.copyOf(segments);
  }

  /**
   * Reads the path of a request, still percent-encoded, without its query.
   *
   * @throws CafeException {@link Fault#CID_INVALID} or {@link Fault#REQUEST_MALFORMED}
   */
  public static ContentPath parse(String path) {
    if (!path.startsWith(PREFIX) || path.length() > MAX_LENGTH) {
      throw malformed();
    }
    String[] parts = decode(path.substring(PREFIX.length())).split("/", -1);
    List<String> names = new ArrayList<>();
    for (String part : parts) {
      append(names, part);
    }
    if (names.isEmpty() || names.size() > MAX_SEGMENTS + 1) {
      throw malformed();
    }
    String spelling = names.removeFirst();
    boolean slash = Arrays.asList("", ".", "..").contains(parts[parts.length - 1]);
    return new ContentPath(spelling, cid(spelling), names, slash);
  }

  private static void append(List<String> names, String name) {
    switch (name) {
      case "", "." -> {}
      case ".." -> {
        if (names.size() < 2) {
          throw malformed();
        }
        names.removeLast();
      }
      default -> names.add(name);
    }
  }

  private static Cid cid(String spelling) {
    try {
      return Cid.parse(spelling);
    } catch (FormatException e) {
      throw new CafeException(Fault.CID_INVALID, "The path does not start with a CID", e);
    }
  }

  private static String decode(String part) {
    if (part.indexOf('%') < 0 && part.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return part;
    }
    byte[] raw = part.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        out.put(raw[i]);
        continue;
      }
      if (i + 2 >= raw.length) {
        throw malformed();
      }
      out.put((byte) (16 * hex(raw[i + 1]) + hex(raw[i + 2])));
      i += 2;
    }
    return text(out.flip());
  }

  private static int hex(byte c) {
    int digit = c < 0 ? -1 : Character.digit(c, 16);
    if (digit < 0) {
      throw malformed();
    }
    return digit;
  }

  private static String text(ByteBuffer utf8) {
    try {
      String name = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
      if (name.indexOf('\0') >= 0) {
        throw malformed();
      }
      return name;
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static CafeException malformed() {
    return new CafeException(Fault.REQUEST_MALFORMED, "The path cannot be read");
  }

  /** The last name, or an empty string. */
  public String name() {
    return segments.isEmpty() ? "" : segments.getLast();
  }

  /** The directory above; the root is its own. */
  public ContentPath parent() {
    return segments.isEmpty()
        ? this
        : new ContentPath(spelling, root, segments.subList(0, segments.size() - 1), false);
  }

  /** The same path with another last name. */
  public ContentPath sibling(String name) {
    return parent().child(name);
  }

  /** A name in this directory. */
  public ContentPath child(String name) {
    List<String> longer = new ArrayList<>(segments);
    longer.add(name);
    return new ContentPath(spelling, root, longer, false);
  }

  /** The one encoded spelling, without a trailing slash: safe in headers and links. */
  public String encoded() {
    StringBuilder out = new StringBuilder(PREFIX).append(spelling);
    for (String segment : segments) {
      out.append('/').append(PercentEncoding.encode(segment, PercentEncoding.SEGMENT));
    }
    return out.toString();
  }

  /** As people read it: decoded. Not safe anywhere without escaping. */
  public String display() {
    String tail = segments.isEmpty() ? "" : "/" + String.join("/", segments);
    return PREFIX + spelling + tail;
  }
}
