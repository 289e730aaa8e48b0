package cafe.gateway;

import cafe.gateway.dag.DagFile;
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
    List<Cid> trail = new ArrayList<>(List.of(cid));
    Step step = new Step(cid, "", null);
    for (int i = 0; i < path.segments().size(); i++) {
      String name = path.segments().get(i);
      boolean last = i == path.segments().size() - 1;
      step = blocks.look(step.cid(), node -> step(node, name, last));
      trail.add(step.cid());
    }
    return find(path, step, trail);
  }

  private Found find(ContentPath path, Step step, List<Cid> trail) {
    DagFile leaf = blocks.leafFile(step.cid());
    return leaf != null
        ? new Found.File(leaf, step.pair(), step.name(), trail)
        : blocks.look(
            step.cid(),
            node -> {
              if (node.isFile()) {
                return new Found.File(blocks.file(node), step.pair(), step.name(), trail);
              }
              if (!node.isDirectory()) {
                throw notFound();
              }
              boolean index = blocks.entry(node, Found.INDEX) != null;
              return new Found.Directory(path, step.cid(), index, blocks.isLarge(node));
            });
  }

  private Step step(UnixFsNode node, String name, boolean last) {
    PbLink link = follow(node, name, last);
    return new Step(link.cid(), link.name(), FilePair.of(node));
  }

  /**
   * How far a path was followed.
   *
   * @param cid where it has led
   * @param name of that in its directory
   * @param pair that the directory is, or null
   */
  private record Step(Cid cid, String name, @Nullable FilePair pair) {}

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
