package cafe.ipld.unixfs;

import cafe.ipld.BlockSink;
import cafe.ipld.Cid;
import cafe.ipld.Varint;
import cafe.ipld.dagpb.DagPb;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes files into blocks as the original's clients do; see the package for the layout.
 *
 * <p>May be used for many files one after another, by one thread. Memory: one chunk and the links
 * of the nodes that are not yet full.
 */
public final class FileImporter {
  /** File bytes in a leaf. */
  public static final int CHUNK = 262_144;

  /** Links in an inner node. */
  public static final int MAX_LINKS = 174;

  private final BlockSink sink;
  private final List<Level> levels = new ArrayList<>();
  private byte[] chunk = {};

  /** Gives the blocks of files to a sink, parts before wholes. */
  public FileImporter(BlockSink sink) {
    this.sink = sink;
  }

  /** Imports a stream to its end; does not close it. */
  public Imported add(InputStream file) throws IOException {
    levels.clear();
    if (chunk.length == 0) {
      chunk = new byte[CHUNK];
    }
    int length = file.readNBytes(chunk, 0, CHUNK);
    do {
      append(0, leaf(chunk, 0, length));
      length = length < CHUNK ? 0 : file.readNBytes(chunk, 0, CHUNK);
    } while (length > 0);
    return finish();
  }

  /** Imports bytes in memory. */
  public Imported add(byte[] file) throws IOException {
    levels.clear();
    int start = 0;
    do {
      int length = Math.min(CHUNK, file.length - start);
      append(0, leaf(file, start, length));
      start += length;
    } while (start < file.length);
    return finish();
  }

  /** A leaf: {@code 0a len ( 08 02 [12 len bytes] 18 len )}. */
  private Imported leaf(byte[] bytes, int offset, int length) throws IOException {
    int size = Varint.size(length);
    int data = 2 + (length == 0 ? 0 : 1 + size + length) + 1 + size;
    ByteBuffer out = ByteBuffer.allocate(1 + Varint.size(data) + data);
    out.put((byte) 0x0a);
    Varint.put(out, data);
    out.put((byte) 0x08).put((byte) 0x02);
    if (length > 0) {
      out.put((byte) 0x12);
      Varint.put(out, length);
      out.put(bytes, offset, length);
    }
    out.put((byte) 0x18);
    Varint.put(out, length);
    return put(out.array(), length, 0);
  }

  private Imported put(byte[] block, long fileSize, long partsSize) throws IOException {
    int length = block.length;
    Cid cid = DagPb.cid(block);
    sink.put(cid, block);
    return new Imported(cid, fileSize, partsSize + length);
  }

  /** Adds a part to a level, whose node is made only when one part more comes. */
  private void append(int height, Imported part) throws IOException {
    if (height == levels.size()) {
      levels.add(new Level());
    }
    Level level = levels.get(height);
    if (level.links.size() == MAX_LINKS) {
      append(height + 1, close(level));
    }
    level.add(part);
  }

  private Imported close(Level level) throws IOException {
    ByteBuffer data = UnixFs.inner(level.fileSize, level.sizes, level.links.size());
    byte[] block = DagPb.encode(new PbNode(level.links, data));
    Imported node = put(block, level.fileSize, level.treeSize);
    level.clear();
    return node;
  }

  /** All leaves lie at the same depth: a level that is not the top is wrapped even if single. */
  private Imported finish() throws IOException {
    for (int height = 0; height < levels.size() - 1; height++) {
      append(height + 1, close(levels.get(height)));
    }
    Level top = levels.getLast();
    return levels.size() == 1 && top.links.size() == 1 ? top.only() : close(top);
  }

  /** The parts of a node that is not yet complete. */
  private static final class Level {
    private final List<PbLink> links = new ArrayList<>();
    private final long[] sizes = new long[MAX_LINKS];
    private long fileSize;
    private long treeSize;

    void add(Imported part) {
      sizes[links.size()] = part.fileSize();
      links.add(part.link(""));
      fileSize += part.fileSize();
      treeSize += part.treeSize();
    }

    Imported only() {
      return new Imported(links.getFirst().cid(), fileSize, treeSize);
    }

    void clear() {
      links.clear();
      fileSize = 0;
      treeSize = 0;
    }
  }
}
