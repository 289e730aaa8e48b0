package cafe.ipld.dagpb;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;

/**
 * A link of a dag-pb node.
 *
 * @param cid the linked block
 * @param name its name in a directory; empty in a file
 * @param size bytes of all blocks under the link ({@code Tsize}), as the maker of the node says; a
 *     hint, not to be trusted
 */
public record PbLink(Cid cid, String name, long size) {
  /** Refuses a negative size. */
  public PbLink {
    if (size < 0) {
      throw new FormatException("dag-pb: negative size");
    }
  }
}
