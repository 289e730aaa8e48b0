package cafe.gateway;

import cafe.ipld.Cid;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.unixfs.UnixFs;
import cafe.ipld.unixfs.UnixFsNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of exactly a content and its meta, as the original's clients store a file; before
 * 2019 the two were called {@code d} and {@code f}.
 *
 * @param content what the file is
 * @param meta what its client tells about it, as JSON
 */
record FilePair(Cid content, Cid meta) {
  private static final Set<String> CONTENT = Set.of("content", "d");
  private static final Set<String> META = Set.of("meta", "f");

  /** The pair that a directory is, or null. */
  static @Nullable FilePair of(UnixFsNode directory) {
    List<PbLink> links = directory.links();
    if (directory.type() != UnixFs.Type.DIRECTORY || links.size() != 2) {
      return null;
    }
    PbLink first = links.get(0);
    PbLink second = links.get(1);
    if (CONTENT.contains(first.name()) && META.contains(second.name())) {
      return new FilePair(first.cid(), second.cid());
    }
    return CONTENT.contains(second.name()) && META.contains(first.name())
        ? new FilePair(second.cid(), first.cid())
        : null;
  }

  /** What the other generation of clients calls the same thing, or null. */
  static @Nullable String otherName(String name) {
    return switch (name) {
      case "content" -> "d";
      case "d" -> "content";
      case "meta" -> "f";
      case "f" -> "meta";
      default -> null;
    };
  }
}
