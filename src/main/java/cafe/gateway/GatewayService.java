package cafe.gateway;

import cafe.crypto.ContentKey;
import cafe.crypto.DecryptionException;
import cafe.gateway.dag.DagFile;
import cafe.gateway.dag.DagReader;
import cafe.gateway.dag.FileCursor;
import cafe.gateway.media.FileMeta;
import cafe.gateway.media.MediaSniffer;
import cafe.gateway.media.MediaTypes;
import cafe.ipld.Cid;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.unixfs.UnixFsNode;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.storage.Blocks;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's use-cases: find what a path leads to, open a file, list a directory. May block;
 * throws {@link CafeException} only.
 */
@Singleton
public class GatewayService {
  /** Directories with more entries are listed without looking at each. */
  private static final int LOOKED_AT = 1000;

  private final DagReader blocks;
  private final PathResolver resolver;
  private final SealedFiles sealed;
  private final boolean decrypts;

  /** Over this cafe's storage. */
  public GatewayService(Blocks blocks, GatewayConfig config, SecureRandom random) {
    this.blocks = new DagReader(blocks, config.blockCache().asLongValue(), config.hotLifetime());
    this.resolver = new PathResolver(this.blocks);
    this.sealed = new SealedFiles(config, random);
    this.decrypts = config.decrypt();
  }

  /**
   * What a path leads to.
   *
   * @throws CafeException {@link Fault#NOT_FOUND} if a block on the way is not here, or leads
   *     nowhere
   */
  public Found find(ContentPath path) {
    return resolver.resolve(path);
  }

  /** A file as it is stored. */
  public FileContent read(Found.File found) {
    DagFile file = found.file();
    FileMeta meta = meta(found, null);
    byte[] start = file.read(0, (int) Math.min(MediaSniffer.LENGTH, file.size()));
    return new FileContent(
        file.cid(), file.size(), type(found, meta, start), name(meta), false, file::at);
  }

  /**
   * A file opened with a key, after its tag was verified.
   *
   * @throws CafeException {@link Fault#KEY_WRONG} if the key does not open it; {@link
   *     Fault#FORBIDDEN} if this cafe opens none; {@link Fault#TOO_LARGE}; {@link Fault#TIMEOUT}
   *     and {@link Fault#OVERLOADED} if others ask for too much
   */
  public FileContent open(Found.File found, ContentKey key, Asker asker) {
    if (!decrypts) {
      throw new CafeException(Fault.FORBIDDEN, "This cafe does not open encrypted content");
    }
    DagFile file = found.file();
    SealedFiles.Opened opened = sealed.open(file, key, asker);
    FileMeta meta = meta(found, key);
    byte[] start = new byte[(int) Math.min(MediaSniffer.LENGTH, opened.size())];
    try (FileCursor cursor = opened.reader().at(0)) {
      cursor.read(ByteBuffer.wrap(start));
    }
    String type = type(found, meta, start);
    return new FileContent(file.cid(), opened.size(), type, name(meta), true, opened.reader());
  }

  private static String type(Found.File found, @Nullable FileMeta meta, byte[] start) {
    if (meta != null && meta.media() != null) {
      return meta.media();
    }
    String byName = MediaTypes.byName(found.name());
    return byName != null ? byName : MediaSniffer.sniff(start);
  }

  private static @Nullable String name(@Nullable FileMeta meta) {
    return meta == null ? null : meta.name();
  }

  /** What a pair's meta tells of the file, if it can be read with this key or without one. */
  private @Nullable FileMeta meta(Found.File found, @Nullable ContentKey key) {
    FilePair pair = found.pair();
    if (pair == null) {
      return null;
    }
    FileMeta meta = readMeta(pair.meta(), key);
    boolean isContent = pair.content().equals(found.file().cid());
    return meta == null || isContent ? meta : new FileMeta("application/json", null);
  }

  private @Nullable FileMeta readMeta(Cid cid, @Nullable ContentKey key) {
    try {
      DagFile file = blocks.glance(cid, node -> node.isFile() ? blocks.file(node) : null);
      if (file == null || file.size() > FileMeta.MAX_LENGTH) {
        return null;
      }
      byte[] stored = file.read(0, (int) file.size());
      return FileMeta.parse(key == null ? stored : key.decrypt(stored));
    } catch (DecryptionException | CafeException e) {
      // the content may well be served without it
      return null;
    }
  }

  /** What a directory holds. */
  public Listing list(Found.Directory directory) {
    return blocks.look(directory.cid(), node -> list(directory, blocks.list(node)));
  }

  private Listing list(Found.Directory directory, List<PbLink> links) {
    boolean look = links.size() <= LOOKED_AT;
    List<Listing.Entry> entries = new ArrayList<>(links.size());
    for (PbLink link : links) {
      entries.add(look ? lookAt(link) : unknown(link));
    }
    return new Listing(directory.path(), directory.cid(), entries);
  }

  private Listing.Entry lookAt(PbLink link) {
    try {
      DagFile leaf = blocks.leafFile(link.cid());
      Listing.Entry entry =
          leaf != null
              ? entry(link, Listing.Kind.FILE, leaf.size())
              : blocks.glance(link.cid(), node -> entry(link, node));
      return entry == null ? unknown(link) : entry;
    } catch (CafeException e) {
      return unknown(link);
    }
  }

  private static Listing.Entry entry(PbLink link, UnixFsNode node) {
    if (node.isFile()) {
      return entry(link, Listing.Kind.FILE, node.size());
    }
    return node.isDirectory() ? entry(link, Listing.Kind.DIRECTORY, 0) : unknown(link);
  }

  private static Listing.Entry entry(PbLink link, Listing.Kind kind, long size) {
    return new Listing.Entry(link.name(), link.cid(), kind, size);
  }

  private static Listing.Entry unknown(PbLink link) {
    return entry(link, Listing.Kind.UNKNOWN, link.size());
  }

  /** Whether blocks are all still here; forgets what is cached of those that are not. */
  public boolean has(List<Cid> cids) {
    return cids.stream().allMatch(blocks::has);
  }
}
