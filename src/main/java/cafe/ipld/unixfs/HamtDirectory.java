package cafe.ipld.unixfs;

import cafe.ipld.BlockSource;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.unixfs.UnixFs.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A directory spread over many blocks: each shard takes some bits of the hash of a name; a link's
 * name is its slot in hexadecimal digits, followed by the entry's name, or by nothing if it leads
 * to a further shard.
 */
final class HamtDirectory {
  private static final long MURMUR3_X64_64 = 0x22;
  private static final int MAX_FANOUT = 1024;
  private static final int MAX_SHARDS = 100_000;
  private static final int HASH_BITS = 64;

  /** Of all shards of a listing: more than four times what 50,000 entries need. */
  private static final long MAX_BYTES = 64L << 20;

  private final BlockSource blocks;
  private final UnixFsNode root;
  private final int bits;
  private final int digits;

  HamtDirectory(BlockSource blocks, UnixFsNode root) {
    UnixFs unixfs = root.unixfs();
    long fanout = unixfs.fanout();
    if (unixfs.hashType() != MURMUR3_X64_64
        || fanout < 8
        || fanout > MAX_FANOUT
        || Long.bitCount(fanout) != 1) {
      throw new FormatException("unixfs: unknown kind of sharded directory");
    }
    this.blocks = blocks;
    this.root = root;
    this.bits = Long.numberOfTrailingZeros(fanout);
    this.digits = Long.toHexString(fanout - 1).length();
  }

  Optional<PbLink> find(String name) throws IOException {
    long hash = Murmur3.hash64(name.getBytes(StandardCharsets.UTF_8));
    UnixFsNode shard = root;
    for (int used = 0; used + bits <= HASH_BITS; used += bits) {
      long slot = hash << used >>> (HASH_BITS - bits);
      String prefix = String.format(Locale.ROOT, "%0" + digits + "X", slot);
      Optional<PbLink> link = link(shard, prefix, name);
      if (link.isEmpty() || link.get().name().length() > digits) {
        return link.map(this::entry);
      }
      shard = shard(blocks, link.get().cid());
    }
    return Optional.empty();
  }

  private static Optional<PbLink> link(UnixFsNode shard, String prefix, String name) {
    String full = prefix + name;
    return shard.links().stream()
        .filter(link -> link.name().equals(prefix) || link.name().equals(full))
        .findFirst();
  }

  List<PbLink> list(int max) throws IOException {
    Listing listing = new Listing(max);
    listing.add(root, 0);
    while (!listing.shards.isEmpty()) {
      // One at a time is decoded: a large one takes megabytes, and links may repeat it.
      Below next = listing.shards.pop();
      listing.add(shard(listing::counted, next.cid()), next.depth());
    }
    return listing.entries;
  }

  private PbLink entry(PbLink link) {
    return new PbLink(link.cid(), link.name().substring(digits), link.size());
  }

  private UnixFsNode shard(BlockSource source, Cid cid) throws IOException {
    UnixFsNode shard = UnixFsNode.read(source, cid);
    if (shard.type() != Type.HAMT_SHARD || shard.unixfs().fanout() != root.unixfs().fanout()) {
      throw new FormatException("unixfs: malformed sharded directory");
    }
    return shard;
  }

  /** A shard that is still to be read, so many levels below the root. */
  private record Below(Cid cid, int depth) {}

  /** What was found so far, and where more is. */
  private final class Listing {
    private final int max;
    private final List<PbLink> entries = new ArrayList<>();
    private final Deque<Below> shards = new ArrayDeque<>();
    private int seen;
    private long bytes;

    Listing(int max) {
      this.max = max;
    }

    void add(UnixFsNode shard, int depth) {
      for (PbLink link : shard.links()) {
        if (link.name().length() > digits) {
          entries.add(entry(link));
        } else {
          push(link.cid(), depth + 1);
        }
        if (entries.size() > max || seen > MAX_SHARDS) {
          throw new FormatException("unixfs: directory has too many entries");
        }
      }
    }

    private void push(Cid cid, int depth) {
      if (depth >= HASH_BITS / bits) {
        throw new FormatException("unixfs: directory is too deep");
      }
      shards.push(new Below(cid, depth));
      seen++;
    }

    /** Reads a block if it is not too much with those before. */
    private byte[] counted(Cid cid) throws IOException {
      byte[] block = blocks.get(cid);
      bytes += block.length;
      if (bytes > MAX_BYTES) {
        throw new FormatException("unixfs: directory is too large");
      }
      return block;
    }
  }
}
