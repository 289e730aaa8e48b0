package cafe.gateway;

import cafe.gateway.dag.DagReader;
import cafe.ipld.Cid;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.unixfs.UnixFsNode;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows a path through directories.
 *
 * <p>The last name may be spelled as old links do: {@code content} for {@code d} and {@code meta}
 * for {@code f} or the other way round, and either with an extension that is not there. What is
 * spelled exactly wins.
 */
final class PathResolver {
  private static final Pattern WITH_EXTENSION = Pattern.compile("(content|meta|d|f)\\..*");

  private final DagReader blocks;

  PathResolver(DagReader blocks) {
    this.blocks = blocks;
  }

  Found resolve(ContentPath path) {
    Cid cid = path.root();
    UnixFsNode node = blocks.node(cid);
    List<Cid> trail = new ArrayList<>(List.of(cid));
    FilePair pair = null;
    String name = "";
    for (int i = 0; i < path.segments().size(); i++) {
      boolean last = i == path.segments().size() - 1;
      PbLink link = follow(node, path.segments().get(i), last);
      pair = FilePair.of(node);
      name = link.name();
      cid = link.cid();
      node = blocks.node(cid);
      trail.add(cid);
    }
    return node.isFile()
        ? new Found.File(blocks.file(node), pair, name, trail)
        : directory(path, node);
  }

  private Found directory(ContentPath path, UnixFsNode node) {
    if (!node.isDirectory()) {
      throw notFound();
    }
    return new Found.Directory(path, node, blocks.entry(node, Found.INDEX) != null);
  }

  private PbLink follow(UnixFsNode node, String name, boolean last) {
    PbLink link = blocks.entry(node, name);
    if (link == null && last) {
      link = findOldSpelling(node, name);
    }
    if (link == null) {
      throw notFound();
    }
    return link;
  }

  private @Nullable PbLink findOldSpelling(UnixFsNode node, String name) {
    Matcher matcher = WITH_EXTENSION.matcher(name);
    String bare = matcher.matches() ? matcher.group(1) : name;
    PbLink link = blocks.entry(node, bare);
    String other = FilePair.otherName(bare);
    return link == null && other != null ? blocks.entry(node, other) : link;
  }

  private static CafeException notFound() {
    return new CafeException(Fault.NOT_FOUND, "Nothing is at this path");
  }
}
