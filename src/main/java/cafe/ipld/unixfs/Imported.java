package cafe.ipld.unixfs;

import cafe.ipld.Cid;
import cafe.ipld.dagpb.PbLink;

/**
 * A file or directory that was just made into blocks.
 *
 * @param cid its root
 * @param fileSize bytes of the file; 0 of a directory
 * @param treeSize bytes of all its blocks, the {@code Tsize} of a link to it
 */
public record Imported(Cid cid, long fileSize, long treeSize) {
  /** A link to it. */
  public PbLink link(String name) {
    return new PbLink(cid, name, treeSize);
  }
}
