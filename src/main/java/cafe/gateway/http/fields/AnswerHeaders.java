package cafe.gateway.http.fields;

import cafe.gateway.ContentPath;
import cafe.gateway.FileContent;
import cafe.gateway.media.MediaTypes;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fields that all answers about one file share, made once.
 *
 * @param etag its entity tag
 * @param inert whether no browser runs anything in it
 * @param fields names and values, in the form that is quickest to send
 */
public record AnswerHeaders(
    String etag, boolean inert, List<Map.Entry<CharSequence, CharSequence>> fields) {
  /** The request's field that carries a key. */
  public static final String KEY = "X-Cafe-Key";

  private static final CharSequence X_IPFS_PATH = HttpHeaders.createOptimized("X-Ipfs-Path");
  private static final CharSequence NOSNIFF_NAME =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence FOR_EVER =
      HttpHeaders.createOptimized("public, max-age=29030400, immutable");
  private static final CharSequence NEVER = HttpHeaders.createOptimized("private, no-store");
  private static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");
  private static final CharSequence VARY = HttpHeaders.createOptimized(KEY);
  private static final CharSequence REFERRER_POLICY =
      HttpHeaders.createOptimized("Referrer-Policy");

  /** The fields of a file that was found at a path. */
  public static AnswerHeaders of(FileContent file, ContentPath path) {
    List<Map.Entry<CharSequence, CharSequence>> fields = new ArrayList<>();
    String etag = "\"" + file.cid() + (file.opened() ? ".open\"" : "\"");
    fields.add(Map.entry(HttpHeaders.CONTENT_TYPE, HttpHeaders.createOptimized(file.type())));
    fields.add(Map.entry(HttpHeaders.CACHE_CONTROL, file.opened() ? NEVER : FOR_EVER));
    fields.add(Map.entry(HttpHeaders.ETAG, HttpHeaders.createOptimized(etag)));
    fields.add(Map.entry(HttpHeaders.ACCEPT_RANGES, BYTES));
    fields.add(Map.entry(NOSNIFF_NAME, NOSNIFF));
    fields.add(Map.entry(X_IPFS_PATH, HttpHeaders.createOptimized(path.encoded())));
    String name = file.name();
    if (name != null) {
      fields.add(Map.entry(HttpHeaders.CONTENT_DISPOSITION, Disposition.inline(name)));
    }
    if (file.opened()) {
      // the page's URL may hold the key
      fields.add(Map.entry(REFERRER_POLICY, "no-referrer"));
    }
    return new AnswerHeaders(etag, MediaTypes.isInert(file.type()), List.copyOf(fields));
  }

  /** Sets the fields of an answer. */
  public void setOn(MultiMap headers) {
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      headers.set(field.getKey(), field.getValue());
    }
    headers.add(HttpHeaders.VARY, VARY);
  }

  /** Removes them again, and all that goes with them: another answer follows. */
  public static void removeFrom(MultiMap headers) {
    headers.remove(HttpHeaders.CONTENT_LENGTH);
    headers.remove(HttpHeaders.CONTENT_RANGE);
    headers.remove(HttpHeaders.CONTENT_DISPOSITION);
    headers.remove(HttpHeaders.ETAG);
    headers.remove(HttpHeaders.ACCEPT_RANGES);
    headers.remove(X_IPFS_PATH);
    headers.remove(Sandbox.FIELD);
  }
}
