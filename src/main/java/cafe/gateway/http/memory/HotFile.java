package cafe.gateway.http.memory;

import cafe.gateway.http.fields.AnswerHeaders;
import cafe.ipld.Cid;
import java.util.List;

/**
 * A file that is answered without touching storage.
 *
 * @param trail the CIDs by which it was found, the last its own
 * @param fields of its answers
 * @param body its bytes
 */
public record HotFile(List<Cid> trail, AnswerHeaders fields, HotBody body) {
  /** Copies the trail. */
  public HotFile {
    trail = List.copyOf(trail);
  }
}
