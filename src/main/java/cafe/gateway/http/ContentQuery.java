package cafe.gateway.http;

import cafe.crypto.ContentKey;
import cafe.gateway.http.fields.AnswerHeaders;
import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request says besides its path. Holds a secret: has no text.
 *
 * @param key text of the key that opens the file, or null
 * @param filename under which the file is to be shown or saved, or null
 * @param download whether it is to be saved
 */
record ContentQuery(@Nullable String key, @Nullable String filename, boolean download) {
  private static final int MAX_PARAMETERS = 32;

  /** Reads the query, and the key's own field, which precedes it. */
  static ContentQuery of(HttpServerRequest request) {
    String key = request.getHeader(AnswerHeaders.KEY);
    String query = request.query();
    if (query == null) {
      return new ContentQuery(key, null, false);
    }
    Map<String, List<String>> values = parse(query);
    return new ContentQuery(
        key == null ? first(values, "key") : key,
        first(values, "filename"),
        "true".equals(first(values, "download")));
  }

  private static Map<String, List<String>> parse(String query) {
    try {
      return new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MAX_PARAMETERS, true)
          .parameters();
    } catch (IllegalArgumentException e) {
      // without its cause, whose message quotes the query
      throw new CafeException(Fault.REQUEST_MALFORMED, "The query cannot be read");
    }
  }

  private static @Nullable String first(Map<String, List<String>> values, String name) {
    List<String> found = values.get(name);
    return found == null ? null : found.getFirst();
  }

  /** Whether the request is for the file as it stands at its path. */
  boolean isPlain() {
    return key == null && filename == null && !download;
  }

  /**
   * The key.
   *
   * @throws CafeException {@link Fault#KEY_MALFORMED}
   */
  @Nullable ContentKey contentKey() {
    if (key == null) {
      return null;
    }
    try {
      return ContentKey.parse(key.strip());
    } catch (FormatException e) {
      throw new CafeException(Fault.KEY_MALFORMED, "The key is not base58 of 44 bytes");
    }
  }

  /** Tells nothing. */
  @Override
  public String toString() {
    return "content query";
  }
}
