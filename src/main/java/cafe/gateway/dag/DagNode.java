package cafe.gateway.dag;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A decoded block of a file or directory.
 *
 * @param kind what it is
 * @param links its links: parts of a file, entries of a directory
 * @param data the bytes of a file that lie in this block, before those of its parts
 * @param size bytes of the whole file; 0 for a directory
 * @param parts bytes of the file beneath each link
 */
public record DagNode(Kind kind, List<Link> links, ByteBuffer data, long size, long[] parts) {
  /** What a node is. */
  public enum Kind {
    /** A file or a part of one. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** Of another format. */
    OTHER
  }

  /**
   * A link.
   *
   * @param name in a directory
   * @param cid what it names
   * @param size that the node claims for everything beneath, with overhead
   */
  public record Link(String name, Cid cid, long size) {}

  private static final long[] NO_PARTS = {};
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final DagNode OTHER = new DagNode(Kind.OTHER, List.of(), NOTHING, 0, NO_PARTS);

  /** Decodes a block; what is no file and no directory is {@link Kind#OTHER}. */
  static DagNode decode(Cid cid, ByteBuffer block) {
    if (cid.codec() == Cid.RAW) {
      return new DagNode(Kind.FILE, List.of(), block, block.remaining(), NO_PARTS);
    }
    if (cid.codec() != Cid.DAG_PB) {
      return OTHER;
    }
    try {
      return NodeDecoder.decode(block.duplicate());
    } catch (FormatException e) {
      return OTHER;
    }
  }
}
