package cafe.ipld.unixfs;

import cafe.ipld.BlockSink;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.DagPb;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes a directory of one block, at most 2 MiB (some ten thousand entries): the original's clients
 * make no others.
 */
public final class DirectoryBuilder {
  private final Map<String, PbLink> links = new LinkedHashMap<>();

  /** Adds an entry; the name must be new, not empty and without a slash. */
  public DirectoryBuilder add(String name, Imported entry) {
    return add(entry.link(name));
  }

  /** Adds an entry by its link. */
  public DirectoryBuilder add(PbLink link) {
    if (link.name().isEmpty() || link.name().contains("/")) {
      throw new FormatException("directory: invalid name");
    }
    if (links.putIfAbsent(link.name(), link) != null) {
      throw new FormatException("directory: name given twice");
    }
    return this;
  }

  /** Makes the block. */
  public Imported build(BlockSink sink) throws IOException {
    PbNode node = new PbNode(links.values().stream().toList(), UnixFs.directory());
    byte[] block = DagPb.encode(node);
    Cid cid = DagPb.cid(block);
    long treeSize = block.length;
    for (PbLink link : links.values()) {
      treeSize = Math.addExact(treeSize, link.size());
    }
    sink.put(cid, block);
    return new Imported(cid, 0, treeSize);
  }
}
