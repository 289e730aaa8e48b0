package cafe.ipld.unixfs;

import cafe.ipld.FormatException;
import cafe.ipld.ProtoFields;
import cafe.ipld.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The data of a dag-pb node that is part of a file system: {@code Data{1 type, 2 data, 3 filesize,
 * 4 blocksizes*, 5 hashType, 6 fanout}} (<a href="https://specs.ipfs.tech/unixfs/">UnixFS</a>).
 */
public final class UnixFs {
  private static final int TYPE = 1;
  private static final int DATA = 2;
  private static final int FILE_SIZE = 3;
  private static final int BLOCK_SIZES = 4;
  private static final int HASH_TYPE = 5;
  private static final int FANOUT = 6;
  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final long[] NO_SIZES = {};

  private final Type type;
  private final ByteBuffer data;
  private final long fileSize;
  private final long[] blockSizes;
  private final long hashType;
  private final long fanout;

  private UnixFs(Decoder decoded) {
    if (decoded.type == null) {
      throw new FormatException("unixfs: no type");
    }
    this.type = decoded.type;
    this.data = decoded.data.asReadOnlyBuffer();
    this.blockSizes = Arrays.copyOf(decoded.blockSizes, decoded.count);
    this.hashType = decoded.hashType;
    this.fanout = decoded.fanout;
    long total = data.remaining();
    for (long size : blockSizes) {
      total += size;
      if (total < 0) {
        throw new FormatException("unixfs: size out of range");
      }
    }
    // old importers left the size of leaves out
    this.fileSize = decoded.fileSize < 0 ? total : decoded.fileSize;
    if (isFile() && fileSize != total) {
      throw new FormatException("unixfs: sizes do not add up");
    }
  }

  /** Reads the data of a node. */
  public static UnixFs decode(ByteBuffer data) {
    return new UnixFs(new Decoder(data));
  }

  /** The data of a directory: {@code 08 01}. */
  static ByteBuffer directory() {
    return ByteBuffer.wrap(new byte[] {TYPE << 3, (byte) Type.DIRECTORY.ordinal()});
  }

  /** The data of an inner node of a file, whose parts have the first {@code count} sizes. */
  static ByteBuffer inner(long fileSize, long[] sizes, int count) {
    int length = 2 + 1 + Varint.size(fileSize);
    for (int i = 0; i < count; i++) {
      length += 1 + Varint.size(sizes[i]);
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    out.put((byte) (TYPE << 3)).put((byte) Type.FILE.ordinal());
    out.put((byte) (FILE_SIZE << 3));
    Varint.put(out, fileSize);
    for (int i = 0; i < count; i++) {
      out.put((byte) (BLOCK_SIZES << 3));
      Varint.put(out, sizes[i]);
    }
    return out.flip();
  }

  /** Kind of the node. */
  public Type type() {
    return type;
  }

  /** Whether the node is a file or a part of one. */
  public boolean isFile() {
    return type == Type.FILE || type == Type.RAW;
  }

  /** Bytes in the node itself: of a file, a link's target, or a shard's bitmap. Read-only. */
  public ByteBuffer data() {
    return data.duplicate();
  }

  /** Bytes of the file under this node. */
  public long fileSize() {
    return fileSize;
  }

  /** Number of parts that the node says it has. */
  public int parts() {
    return blockSizes.length;
  }

  /** File bytes under a part. */
  public long partSize(int part) {
    return blockSizes[part];
  }

  /** Hash function of a sharded directory. */
  public long hashType() {
    return hashType;
  }

  /** Number of slots of a shard. */
  public long fanout() {
    return fanout;
  }

  /** Kinds of nodes, in the order of their numbers. */
  public enum Type {
    /** Part of a file, in old trees. */
    RAW,
    /** A directory in one block. */
    DIRECTORY,
    /** A file or a part of one. */
    FILE,
    /** Not used by anybody. */
    METADATA,
    /** A link to a path. */
    SYMLINK,
    /** A directory, or a part of one, spread over many blocks by a hash. */
    HAMT_SHARD
  }

  /** Fields while they are read. */
  private static final class Decoder {
    private static final Type[] TYPES = Type.values();

    private @Nullable Type type;
    private ByteBuffer data = NO_DATA;
    private long fileSize = -1;
    private long[] blockSizes = NO_SIZES;
    private int count;
    private long hashType;
    private long fanout;

    Decoder(ByteBuffer message) {
      ProtoFields fields = new ProtoFields(message);
      while (fields.next()) {
        switch (fields.number()) {
          case TYPE -> type = type(fields.varint());
          case DATA -> data = once(fields.bytes());
          case FILE_SIZE -> fileSize = fields.varint();
          case BLOCK_SIZES -> addSizes(fields);
          case HASH_TYPE -> hashType = fields.varint();
          case FANOUT -> fanout = fields.varint();
          default -> {} // mode and time of modification are of no interest
        }
      }
    }

    private static Type type(long number) {
      if (number >= TYPES.length) {
        throw new FormatException("unixfs: unknown type");
      }
      return TYPES[(int) number];
    }

    // The same object, not equal bytes: empty data is data, too.
    @SuppressWarnings("ReferenceEquality")
    private ByteBuffer once(ByteBuffer bytes) {
      if (data != NO_DATA) {
        throw new FormatException("unixfs: data twice");
      }
      return bytes;
    }

    private void addSizes(ProtoFields fields) {
      if (fields.wireType() == ProtoFields.VARINT) {
        add(fields.varint());
        return;
      }
      ByteBuffer packed = fields.bytes();
      while (packed.hasRemaining()) {
        add(Varint.get(packed));
      }
    }

    private void add(long size) {
      if (count == blockSizes.length) {
        blockSizes = Arrays.copyOf(blockSizes, Math.max(16, 2 * count));
      }
      blockSizes[count++] = size;
    }
  }
}
