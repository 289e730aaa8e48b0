package cafe.gateway;

import cafe.ipld.Cid;
import java.util.List;

/**
 * What a directory holds.
 *
 * @param path of the directory
 * @param cid of the directory
 * @param entries in the directory's order
 */
public record Listing(ContentPath path, Cid cid, List<Entry> entries) {
  /** Copies the entries. */
  public Listing {
    entries = List.copyOf(entries);
  }

  /**
   * One name.
   *
   * @param name as it stands in the directory: whatever somebody wrote
   * @param cid what it names
   * @param kind what that is
   * @param size bytes of a file; 0 for a directory; for a block that was not looked at, the size
   *     that the directory claims
   */
  public record Entry(String name, Cid cid, Kind kind, long size) {
    /** Whether a path can lead to it. */
    public boolean reachable() {
      return !name.isEmpty()
          && !name.equals(".")
          && !name.equals("..")
          && name.indexOf('/') < 0
          && name.indexOf('\0') < 0;
    }
  }

  /** What a name can stand for. */
  public enum Kind {
    /** A file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A block that is not here, of another format, or that was not looked at. */
    UNKNOWN
  }
}
