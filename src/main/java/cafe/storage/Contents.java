package cafe.storage;

import cafe.ipld.BlockSink;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.DagPb;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.ipld.unixfs.DirectoryBuilder;
import cafe.ipld.unixfs.FileImporter;
import cafe.ipld.unixfs.Imported;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.storage.exchange.BlockFetcher;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes content out of bytes: files, directories, nodes, single blocks. */
public final class Contents {
  private Contents() {}

  /** Bytes that can be read more than once. */
  public interface Source {
    /** Length in bytes. */
    long size();

    /** Whether the bytes are in memory anyway, as long as the source is, and have been counted. */
    default boolean inMemory() {
      return false;
    }

    /** The bytes from the start; each stream has a position of its own. */
    InputStream open() throws IOException;
  }

  /** A file in memory, cut and named as the original's clients do. */
  public static Content file(byte[] bytes) {
    List<Block> blocks = new ArrayList<>(1);
    Imported file = imported(sink -> new FileImporter(sink).add(bytes), collect(blocks));
    return new Fixed(file, Scope.TREE, List.of(), blocks);
  }

  /** A file that need not fit into memory; it is read twice. */
  public static Content file(Source source) {
    Imported file = imported(sink -> stream(source, sink), (cid, block) -> {});
    return new Streamed(file, source);
  }

  /** A node of its own, such as a directory whose entries are stored one by one. */
  public static Content node(PbNode node) {
    byte[] bytes = DagPb.encode(node);
    Cid cid = DagPb.cid(bytes);
    return single(cid, bytes);
  }

  private static Content single(Cid cid, byte[] bytes) {
    Imported block = new Imported(cid, 0, bytes.length);
    return new Fixed(block, Scope.BLOCK, List.of(), List.of(named(cid, bytes)));
  }

  /**
   * A single block under a given name.
   *
   * @throws CafeException {@link Fault#CID_MISMATCH} if it is not what its name says
   */
  public static Content block(Cid name, byte[] bytes) {
    if (bytes.length > DagPb.MAX_BLOCK || !name.names(ByteBuffer.wrap(bytes))) {
      throw mismatch();
    }
    return single(name, bytes);
  }

  /**
   * A file whose blocks came one by one, however it was cut.
   *
   * @param blocks each has the name it says; all that are beneath the last, its root
   */
  public static Content file(List<BlockFetcher.Fetched> blocks) {
    List<Block> own = blocks.stream().map(each -> named(each.cid(), each.bytes())).toList();
    long size = own.stream().mapToLong(Block::size).sum();
    Imported root = new Imported(blocks.getLast().cid(), 0, size);
    return new Fixed(root, Scope.TREE, List.of(), own);
  }

  /**
   * A directory of files, all of which a reference to it keeps.
   *
   * @param files by their names in the directory
   * @throws CafeException {@link Fault#CONTENT_INVALID} for a name that cannot be, or too many
   *     files
   */
  public static Content directory(Map<String, ? extends Content> files) {
    DirectoryBuilder directory = new DirectoryBuilder();
    List<Block> blocks = new ArrayList<>(1);
    try {
      files.forEach((name, file) -> directory.add(new PbLink(file.root(), name, treeSize(file))));
      Imported root = imported(directory::build, collect(blocks));
      return new Fixed(root, Scope.TREE, List.copyOf(files.values()), blocks);
    } catch (FormatException e) {
      throw new CafeException(Fault.CONTENT_INVALID, "not a directory of one block", e);
    }
  }

  /**
   * Whichever of the two readings of some bytes has a given name: the node that they describe in
   * JSON, or the file that they are. Old clients do not say which they mean. Of a source that is
   * not in memory no block is kept: its content is made again whenever its blocks are needed.
   *
   * @throws CafeException {@link Fault#CID_MISMATCH} if neither has
   */
  public static Content named(Cid name, Source source) {
    Optional<PbNode> node = node(source);
    if (node.isPresent()) {
      Content content = node(node.get());
      if (isNamed(content, name)) {
        return source.inMemory() ? content : new Described(content.root(), source);
      }
    }
    return checked(name, source.inMemory() ? file(all(source)) : file(source));
  }

  /**
   * A content, if it has a given name.
   *
   * @throws CafeException {@link Fault#CID_MISMATCH} if it has not
   */
  public static Content checked(Cid name, Content content) {
    if (!isNamed(content, name)) {
      throw mismatch();
    }
    return content;
  }

  private static boolean isNamed(Content content, Cid name) {
    return content.root().equals(name.canonical());
  }

  private static CafeException mismatch() {
    return new CafeException(Fault.CID_MISMATCH, "the content does not have this CID");
  }

  /**
   * The node of a JSON.
   *
   * @throws CafeException {@link Fault#CONTENT_INVALID} if it is not one
   */
  public static Content nodeOfJson(byte[] json) {
    try {
      return node(ObjectJson.decode(json));
    } catch (FormatException e) {
      throw new CafeException(Fault.CONTENT_INVALID, "not a node in JSON", e);
    }
  }

  private static Optional<PbNode> node(Source source) {
    if (source.size() > ObjectJson.MAX || !mayBeJson(source)) {
      return Optional.empty();
    }
    try {
      PbNode node = ObjectJson.decode(all(source));
      DagPb.encode(node);
      return Optional.of(node);
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  /** Saves reading files as JSON that are not: an object, or null, after white space. */
  private static boolean mayBeJson(Source source) {
    try (InputStream in = source.open()) {
      int first;
      do {
        first = in.read();
      } while (first == ' ' || first == '\n' || first == '\r' || first == '\t');
      return first == '{' || first == 'n';
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static byte[] all(Source source) {
    try (InputStream in = source.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static Imported stream(Source source, BlockSink sink) throws IOException {
    try (InputStream in = source.open()) {
      return new FileImporter(sink).add(in);
    }
  }

  private static Imported imported(Import work, BlockSink sink) {
    try {
      return work.into(sink);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Bytes of all blocks under a root, as a link to it says. */
  private static long treeSize(Content content) {
    return switch (content) {
      case Fixed fixed -> fixed.made.treeSize();
      case Streamed streamed -> streamed.made.treeSize();
      default -> throw new IllegalArgumentException("not made here");
    };
  }

  private static BlockSink collect(List<Block> blocks) {
    return (cid, bytes) -> blocks.add(named(cid, bytes));
  }

  private static Block named(Cid cid, byte[] bytes) {
    return new Block(cid.multihash(), ByteBuffer.wrap(bytes));
  }

  private static CafeException unreadable(IOException e) {
    return new CafeException(Fault.UNAVAILABLE, "the upload cannot be read back", e);
  }

  /** One run of an importer. */
  private interface Import {
    Imported into(BlockSink sink) throws IOException;
  }

  /** Content whose own blocks are in memory. */
  private record Fixed(Imported made, Scope scope, List<Content> parts, List<Block> own)
      implements Content {
    @Override
    public Cid root() {
      return made.cid();
    }

    @Override
    public void blocks(Consumer<Block> visitor) {
      own.forEach(visitor);
    }
  }

  /** A file that is imported again whenever its blocks are needed. */
  private record Streamed(Imported made, Source source) implements Content {
    @Override
    public Cid root() {
      return made.cid();
    }

    @Override
    public Scope scope() {
      return Scope.TREE;
    }

    @Override
    public void blocks(Consumer<Block> visitor) {
      BlockSink sink = (cid, bytes) -> visitor.accept(named(cid, bytes));
      Imported again = imported(to -> stream(source, to), sink);
      if (!again.cid().equals(made.cid())) {
        throw new UncheckedIOException(new IOException("an upload changed under way"));
      }
    }
  }

  /** A node that is read out of its JSON again whenever its block is needed. */
  private record Described(Cid root, Source source) implements Content {
    @Override
    public Scope scope() {
      return Scope.BLOCK;
    }

    @Override
    public void blocks(Consumer<Block> visitor) {
      Content again = nodeOfJson(all(source));
      if (!again.root().equals(root)) {
        throw new UncheckedIOException(new IOException("an upload changed under way"));
      }
      again.blocks(visitor);
    }
  }
}
