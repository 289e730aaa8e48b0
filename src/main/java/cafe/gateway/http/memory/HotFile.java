package cafe.gateway.http.memory;

import cafe.gateway.http.fields.AnswerHeaders;
import cafe.ipld.Cid;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that is answered without touching storage.
 *
 * @param trail the CIDs by which it was found, the last its own
 * @param fields of its answers
 * @param body its bytes
 * @param whole all fields of an answer with all of it, not to be changed; null if they depend on
 *     who asks
 */
public record HotFile(
    List<Cid> trail, AnswerHeaders fields, HotBody body, @Nullable HeadersMultiMap whole) {
  /** Copies the trail. */
  public HotFile {
    trail = List.copyOf(trail);
  }
}
