package cafe.gateway.media;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the gateway knows about media types: by name of file, and which of them are harmless. */
public final class MediaTypes {
  /** Bytes of unknown kind. */
  public static final String BINARY = "application/octet-stream";

  private static final int MAX_LENGTH = 127;

  /** RFC 9110 §8.3.1, with quoted parameters left out. */
  private static final Pattern SYNTAX =
      Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+( ?; ?[\\w!#$&^.+-]+=[\\w!#$&^.+-]+)*");

  /** Types by file name for what its bytes do not tell. */
  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("avif", "image/avif"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("csv", "text/csv; charset=utf-8"),
          Map.entry("flac", "audio/flac"),
          Map.entry("heic", "image/heic"),
          Map.entry("htm", "text/html; charset=utf-8"),
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("ics", "text/calendar; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("m4v", "video/mp4"),
          Map.entry("md", "text/markdown; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("oga", "audio/ogg"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("ogv", "video/ogg"),
          Map.entry("opus", "audio/ogg"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("tar", "application/x-tar"),
          Map.entry("tif", "image/tiff"),
          Map.entry("tiff", "image/tiff"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("xhtml", "application/xhtml+xml"),
          Map.entry("xml", "text/xml; charset=utf-8"));

  private static final Set<String> INERT_KINDS = Set.of("image", "audio", "video", "font");

  private static final Set<String> INERT =
      Set.of(
          "application/gzip",
          "application/json",
          "application/manifest+json",
          "application/octet-stream",
          "application/ogg",
          "application/pdf",
          "application/vnd.ms-fontobject",
          "application/wasm",
          "application/x-gzip",
          "application/x-rar-compressed",
          "application/x-tar",
          "application/zip",
          "text/calendar",
          "text/css",
          "text/csv",
          "text/javascript",
          "text/markdown",
          "text/plain");

  private MediaTypes() {}

  /** The type that a file's name tells, or null. */
  public static @Nullable String byName(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? null : BY_EXTENSION.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /**
   * A type as a stranger claims it, fit for a header: {@link #BINARY} for what is no media type and
   * for those that carry others inside.
   */
  public static String sanitize(String claimed) {
    boolean fits = claimed.length() <= MAX_LENGTH && SYNTAX.matcher(claimed).matches();
    String kind = claimed.toLowerCase(Locale.ROOT);
    return !fits || kind.startsWith("multipart/") || kind.startsWith("message/") ? BINARY : claimed;
  }

  /**
   * Whether no browser runs anything in a document of this type. All but the types known to be
   * harmless are not.
   */
  public static boolean isInert(String type) {
    String essence = essence(type);
    boolean xml = essence.endsWith("+xml") || essence.endsWith("/xml");
    boolean media = INERT_KINDS.contains(essence.substring(0, Math.max(0, essence.indexOf('/'))));
    return media && !xml || INERT.contains(essence);
  }

  private static String essence(String type) {
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
