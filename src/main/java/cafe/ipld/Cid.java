package cafe.ipld;

import java.nio.ByteBuffer;

/**
 * The name of a block: version, codec of the content and multihash (<a
 * href="https://github.com/multiformats/cid">CID</a>).
 *
 * <p>Version 0 is a bare sha2-256 multihash of a dag-pb node, written in base58 ({@code Qm…}, 46
 * characters); the original's clients know no other. Version 1 is written in any {@link Multibase}.
 * Two CIDs are equal if version, codec and multihash are, however they were spelled.
 *
 * @param version 0 or 1
 * @param codec multicodec of the content, dag-pb for version 0
 * @param multihash hash of the block
 */
public record Cid(int version, long codec, Multihash multihash) {
  /** Bytes without structure. */
  public static final long RAW = 0x55;

  /** A Merkle DAG node in protobuf: UnixFS files and directories. */
  public static final long DAG_PB = 0x70;

  /** CBOR with links. */
  public static final long DAG_CBOR = 0x71;

  /** A libp2p public key: names of IPNS. */
  public static final long LIBP2P_KEY = 0x72;

  /** JSON with links. */
  public static final long DAG_JSON = 0x0129;

  /** Plain CBOR. */
  public static final long CBOR = 0x51;

  /** Plain JSON. */
  public static final long JSON = 0x0200;

  private static final int V0_LENGTH = 34;
  private static final int V0_TEXT = 46;
  private static final int MAX_TEXT = 512;

  /** Refuses what no CID can be. */
  public Cid {
    if (version == 0 && !(codec == DAG_PB && isSha256(multihash))) {
      throw new FormatException("cid: version 0 is dag-pb with sha2-256");
    }
    if (version != 0 && version != 1) {
      throw new FormatException("cid: unknown version");
    }
  }

  /** Version 0 from a SHA-256 digest of 32 bytes. */
  public static Cid v0(byte[] sha256) {
    return new Cid(0, DAG_PB, Multihash.of(Multihash.SHA2_256, sha256));
  }

  /** Version 0 from the sha2-256 multihash of a dag-pb block. */
  public static Cid v0(Multihash multihash) {
    return new Cid(0, DAG_PB, multihash);
  }

  /** Version 1. */
  public static Cid v1(long codec, Multihash multihash) {
    return new Cid(1, codec, multihash);
  }

  /** Reads a CID in any spelling: {@code Qm…} or multibase. At most 512 characters. */
  public static Cid parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new FormatException("cid: too long");
    }
    if (text.length() == V0_TEXT && text.startsWith("Qm")) {
      return v0(Multihash.parse(text));
    }
    byte[] bytes = Multibase.decode(text);
    if (bytes.length > 0 && bytes[0] == Multihash.SHA2_256) {
      throw new FormatException("cid: version 0 is written in base58 without a prefix");
    }
    return fromBytes(bytes);
  }

  /** Exactly one binary CID. */
  public static Cid fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Cid cid = read(in);
    if (in.hasRemaining()) {
      throw new FormatException("cid: trailing bytes");
    }
    return cid;
  }

  /** Reads one binary CID and leaves the buffer behind it. */
  public static Cid read(ByteBuffer in) {
    int start = in.position();
    if (in.remaining() >= V0_LENGTH
        && in.get(start) == Multihash.SHA2_256
        && in.get(start + 1) == Sha256.LENGTH) {
      return v0(Multihash.read(in));
    }
    if (Varint.getMinimal(in) != 1) {
      throw new FormatException("cid: unknown version");
    }
    long codec = Varint.getMinimal(in);
    return v1(codec, Multihash.read(in));
  }

  /**
   * Names data by a bitswap prefix: the varints version, codec, hash function, digest length.
   *
   * @throws FormatException if the prefix is malformed or its function cannot be computed
   */
  public static Cid ofPrefix(ByteBuffer prefix, ByteBuffer data) {
    ByteBuffer in = prefix.duplicate();
    long version = Varint.getMinimal(in);
    long codec = Varint.getMinimal(in);
    long function = Varint.getMinimal(in);
    long length = Varint.getMinimal(in);
    if (version > 1 || in.hasRemaining()) {
      throw new FormatException("cid: malformed prefix");
    }
    Multihash hash = Multihash.sum(function, data);
    if (hash.digestLength() != length) {
      throw new FormatException("cid: wrong digest length in prefix");
    }
    return new Cid((int) version, codec, hash);
  }

  /** The bitswap prefix of this CID, see {@link #ofPrefix}. */
  public byte[] prefix() {
    long function = multihash.code();
    int length = multihash.digestLength();
    int size = 1 + Varint.size(codec) + Varint.size(function) + Varint.size(length);
    ByteBuffer out = ByteBuffer.allocate(size);
    Varint.put(out, version);
    Varint.put(out, codec);
    Varint.put(out, function);
    Varint.put(out, length);
    return out.array();
  }

  /** Whether the data hashes to this name; false too if the function is not supported. */
  public boolean names(ByteBuffer data) {
    long function = multihash.code();
    boolean known =
        function == Multihash.SHA2_256
            || function == Multihash.SHA2_512
            || function == Multihash.IDENTITY && data.remaining() <= Multihash.MAX_DIGEST;
    return known && Multihash.sum(function, data).equals(multihash);
  }

  /**
   * The one name under which a block is kept: version 0 if the block can have it (dag-pb with
   * sha2-256), else this.
   */
  public Cid canonical() {
    return version == 1 && codec == DAG_PB && isSha256(multihash) ? v0(multihash) : this;
  }

  /** The same block as version 1. */
  public Cid toV1() {
    return version == 1 ? this : v1(codec, multihash);
  }

  /** The binary form: version 0 is the bare multihash. */
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(length());
    writeTo(out);
    return out.array();
  }

  /** Length of the binary form. */
  public int length() {
    return version == 0 ? multihash.length() : 1 + Varint.size(codec) + multihash.length();
  }

  /** Writes the binary form. */
  public void writeTo(ByteBuffer out) {
    if (version == 1) {
      Varint.put(out, version);
      Varint.put(out, codec);
    }
    multihash.writeTo(out);
  }

  /** The text in a base; version 0 has only one spelling. */
  public String toString(Multibase base) {
    return version == 0 ? multihash.toString() : base.encode(bytes());
  }

  /** The usual spelling: base58 for version 0, base32 for version 1. */
  @Override
  public String toString() {
    return toString(Multibase.BASE32);
  }

  private static boolean isSha256(Multihash hash) {
    return hash.code() == Multihash.SHA2_256 && hash.digestLength() == Sha256.LENGTH;
  }
}
