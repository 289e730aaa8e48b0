package cafe.ipld.unixfs;

import cafe.ipld.BlockSource;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.PbLink;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Reads files and directories out of blocks: paths, listings, ranges. */
public final class UnixFsReader {
  /** Longest path, in segments. */
  public static final int MAX_SEGMENTS = 64;

  private final BlockSource blocks;

  /** Reads from a source of checked blocks. */
  public UnixFsReader(BlockSource blocks) {
    this.blocks = blocks;
  }

  /**
   * The node of a name.
   *
   * @throws cafe.ipld.BlockMissingException if its block is not here
   * @throws FormatException if it is neither a file nor a directory
   */
  public UnixFsNode open(Cid cid) throws IOException {
    return UnixFsNode.read(blocks, cid);
  }

  /**
   * Walks from a root through directories.
   *
   * @return empty if there is no entry of a name, or a name follows a file
   */
  public Optional<UnixFsNode> resolve(Cid root, List<String> path) throws IOException {
    if (path.size() > MAX_SEGMENTS) {
      throw new FormatException("unixfs: path is too long");
    }
    UnixFsNode node = open(root);
    for (String name : path) {
      Optional<PbLink> entry = entry(node, name);
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      node = open(entry.get().cid());
    }
    return Optional.of(node);
  }

  /** The entry of a name in a directory; none in anything else. */
  public Optional<PbLink> entry(UnixFsNode directory, String name) throws IOException {
    return switch (directory.type()) {
      case DIRECTORY ->
          directory.links().stream().filter(link -> link.name().equals(name)).findFirst();
      case HAMT_SHARD -> new HamtDirectory(blocks, directory).find(name);
      default -> Optional.empty();
    };
  }

  /**
   * The entries of a directory.
   *
   * @param max most entries to list
   * @throws FormatException if the node is no directory or has more entries
   */
  public List<PbLink> list(UnixFsNode directory, int max) throws IOException {
    return switch (directory.type()) {
      case DIRECTORY -> atMost(max, directory.links());
      case HAMT_SHARD -> new HamtDirectory(blocks, directory).list(max);
      default -> throw new FormatException("unixfs: not a directory");
    };
  }

  private static List<PbLink> atMost(int max, List<PbLink> entries) {
    if (entries.size() > max) {
      throw new FormatException("unixfs: directory has too many entries");
    }
    return entries;
  }

  /** A range of a file: bytes {@code from} up to but not including {@code to}. */
  public FilePieces pieces(UnixFsNode file, long from, long to) {
    if (!file.isFile()) {
      throw new FormatException("unixfs: not a file");
    }
    if (from < 0 || from > to || to > file.size()) {
      throw new IndexOutOfBoundsException("unixfs: range outside of the file");
    }
    return new FilePieces(blocks, file, from, to);
  }

  /** A range of a file as a stream. */
  public InputStream stream(UnixFsNode file, long from, long to) {
    return new PiecesInputStream(pieces(file, from, to));
  }

  /** A whole file as a stream. */
  public InputStream stream(UnixFsNode file) {
    return stream(file, 0, file.size());
  }

  /**
   * A whole file in memory.
   *
   * @throws FormatException if it is longer than {@code max} bytes
   */
  public byte[] readAll(UnixFsNode file, int max) throws IOException {
    if (file.size() > max) {
      throw new FormatException("unixfs: file is too large");
    }
    byte[] bytes = new byte[(int) file.size()];
    FilePieces pieces = pieces(file, 0, bytes.length);
    int at = 0;
    for (var piece = pieces.next(); piece != null; piece = pieces.next()) {
      int length = piece.remaining();
      piece.get(bytes, at, length);
      at += length;
    }
    return bytes;
  }
}
