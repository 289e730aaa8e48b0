package cafe.gateway;

import cafe.gateway.dag.DagFile;
import cafe.ipld.Cid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a path leads to. */
public sealed interface Found {
  /**
   * A file, as it is stored.
   *
   * @param file its bytes
   * @param pair the pair whose content or meta it is, or null
   * @param name the last name of the path, as the directory has it, or an empty string
   * @param trail the CIDs from the root to the file
   */
  record File(DagFile file, @Nullable FilePair pair, String name, List<Cid> trail)
      implements Found {
    /** Copies the trail. */
    public File {
      trail = List.copyOf(trail);
    }
  }

  /**
   * A directory.
   *
   * @param path that led there
   * @param cid its CID
   * @param hasIndex whether it has a page of its own to show
   * @param large whether it takes much memory to list
   */
  record Directory(ContentPath path, Cid cid, boolean hasIndex, boolean large) implements Found {}

  /** The page that a directory shows instead of a listing. */
  String INDEX = "index.html";
}
