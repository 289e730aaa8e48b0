package cafe.ipld.unixfs;

import cafe.ipld.BlockSource;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.DagPb;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.ipld.unixfs.UnixFs.Type;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A block that was read as part of a file system.
 *
 * @param cid its name
 * @param type its kind; a raw block is a file
 * @param size bytes of the file under it; 0 of a directory
 * @param links its links, of a file in the order of its parts
 * @param data bytes in the node itself, read-only
 * @param unixfs the node's UnixFS data; of a raw block that of an empty file
 */
public record UnixFsNode(
    Cid cid, Type type, long size, List<PbLink> links, ByteBuffer data, UnixFs unixfs) {
  private static final UnixFs RAW =
      UnixFs.decode(ByteBuffer.wrap(new byte[] {0x08, (byte) Type.FILE.ordinal()}));

  /**
   * Reads a block by the codec of its name.
   *
   * @throws FormatException if it is neither raw nor a UnixFS node
   */
  public static UnixFsNode read(BlockSource blocks, Cid cid) throws IOException {
    if (cid.codec() != Cid.RAW && cid.codec() != Cid.DAG_PB) {
      throw new FormatException("unixfs: neither a file nor a directory");
    }
    return of(cid, blocks.get(cid));
  }

  static UnixFsNode of(Cid cid, byte[] block) {
    if (cid.codec() == Cid.RAW) {
      ByteBuffer data = ByteBuffer.wrap(block).asReadOnlyBuffer();
      return new UnixFsNode(cid, Type.FILE, block.length, List.of(), data, RAW);
    }
    PbNode node = DagPb.decode(block);
    UnixFs unixfs = UnixFs.decode(node.data());
    if (unixfs.isFile() && unixfs.parts() != node.links().size()) {
      throw new FormatException("unixfs: a size for each part is needed");
    }
    long size = unixfs.isFile() ? unixfs.fileSize() : 0;
    return new UnixFsNode(cid, unixfs.type(), size, node.links(), unixfs.data(), unixfs);
  }

  /** A fresh cursor over the node's own bytes. */
  @Override
  public ByteBuffer data() {
    return data.duplicate();
  }

  /** Whether it is a file or a part of one. */
  public boolean isFile() {
    return type == Type.FILE || type == Type.RAW;
  }

  /** Whether it is a directory, in one block or sharded. */
  public boolean isDirectory() {
    return type == Type.DIRECTORY || type == Type.HAMT_SHARD;
  }
}
