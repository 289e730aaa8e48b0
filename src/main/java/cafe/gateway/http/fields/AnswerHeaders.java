package cafe.gateway.http.fields;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;

/**
 * Headers that all answers about one representation share, made once.
 *
 * @param etag its entity tag
 * @param inert whether no browser runs anything in it
 * @param fields name and value of the others
 */
public record AnswerHeaders(String etag, boolean inert, List<Map.Entry<CharSequence, CharSequence>> fields) {
  /** Makes the strings such that they are not checked and encoded at each answer. */
  AnswerHeaders {
    fields =
        fields.stream()
            .map(f -> Map.entry(HttpHeaders.createOptimized(f.getKey().toString()), f.getValue()))
            .toList();
  }

  public void addTo(MultiMap headers) {
    headers.add(HttpHeaders.ETAG, etag);
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      headers.add(field.getKey(), field.getValue());
    }
  }
}
