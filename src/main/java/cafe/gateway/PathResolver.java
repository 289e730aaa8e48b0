package cafe.gateway;

import cafe.gateway.dag.BlockReader;
import cafe.gateway.dag.DagFile;
import cafe.gateway.dag.DagNode;
import cafe.ipld.Cid;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final BlockReader blocks;

  PathResolver(BlockReader blocks) {
    this.blocks = blocks;
  }

  Found resolve(ContentPath path) {
    Cid cid = path.root();
    DagNode node = blocks.node(cid);
    List<Cid> trail = new ArrayList<>(List.of(cid));
    FilePair pair = null;
    String name = "";
    for (int i = 0; i < path.segments().size(); i++) {
      boolean last = i == path.segments().size() - 1;
      DagNode.Link link = follow(node, path.segments().get(i), last);
      pair = FilePair.of(node);
      name = link.name();
      cid = link.cid();
      node = blocks.node(cid);
      trail.add(cid);
    }
    return switch (node.kind()) {
      case FILE -> new Found.File(new DagFile(cid, node, blocks), pair, name, trail);
      case DIRECTORY -> new Found.Directory(path, cid, node);
      case OTHER -> throw notFound();
    };
  }

  private static DagNode.Link follow(DagNode node, String name, boolean last) {
    if (node.kind() != DagNode.Kind.DIRECTORY) {
      throw notFound();
    }
    DagNode.Link link = find(node, name);
    if (link == null && last) {
      link = findOldSpelling(node, name);
    }
    if (link == null) {
      throw notFound();
    }
    return link;
  }

  private static DagNode.@Nullable Link findOldSpelling(DagNode node, String name) {
    Matcher matcher = WITH_EXTENSION.matcher(name);
    String bare = matcher.matches() ? matcher.group(1) : name;
    DagNode.Link link = find(node, bare);
    String other = FilePair.otherName(bare);
    return link == null && other != null ? find(node, other) : link;
  }

  private static DagNode.@Nullable Link find(DagNode node, String name) {
    Optional<DagNode.Link> link =
        node.links().stream().filter(l -> l.name().equals(name)).findFirst();
    return link.orElse(null);
  }

  private static CafeException notFound() {
    return new CafeException(Fault.NOT_FOUND, "Nothing is at this path");
  }
}
