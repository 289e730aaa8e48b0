package cafe.ipld;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A digest with the code of its function and its length (<a
 * href="https://github.com/multiformats/multihash">multihash</a>).
 *
 * <p>Only sha2-256, sha2-512 and identity can be computed here; others are carried by code and
 * length. Digests are 0 to 128 bytes.
 */
public final class Multihash {
  /** The digest is the data itself. */
  public static final long IDENTITY = 0x00;

  /** SHA-256. */
  public static final long SHA2_256 = 0x12;

  /** SHA-512. */
  public static final long SHA2_512 = 0x13;

  /** Longest digest, in bytes: keeps identity hashes from carrying whole files in a name. */
  public static final int MAX_DIGEST = 128;

  private final long code;
  private final byte[] bytes;
  private final int digestStart;

  private Multihash(long code, byte[] bytes, int digestStart) {
    this.code = code;
    this.bytes = bytes;
    this.digestStart = digestStart;
  }

  /** A multihash from a function's code and a digest. */
  public static Multihash of(long code, byte[] digest) {
    if (digest.length > MAX_DIGEST) {
      throw new FormatException("multihash: digest too long");
    }
    int start = Varint.size(code) + Varint.size(digest.length);
    ByteBuffer out = ByteBuffer.allocate(start + digest.length);
    Varint.put(out, code);
    Varint.put(out, digest.length);
    out.put(digest);
    return new Multihash(code, out.array(), start);
  }

  /** The SHA-256 of data given in one or more pieces. */
  public static Multihash sha256(byte[]... pieces) {
    MessageDigest digest = Sha256.digest();
    for (byte[] piece : pieces) {
      digest.update(piece);
    }
    return of(SHA2_256, digest.digest());
  }

  /** The data itself, at most 128 bytes. */
  public static Multihash identity(byte[] data) {
    return of(IDENTITY, data);
  }

  /** Computes a hash by its function's code; unknown functions are refused. */
  public static Multihash sum(long code, ByteBuffer data) {
    if (code == IDENTITY) {
      if (data.remaining() > MAX_DIGEST) {
        throw new FormatException("multihash: digest too long");
      }
      byte[] digest = new byte[data.remaining()];
      data.duplicate().get(digest);
      return of(code, digest);
    }
    MessageDigest digest = code == SHA2_256 ? Sha256.digest() : function(code);
    digest.update(data.duplicate());
    return of(code, digest.digest());
  }

  private static MessageDigest function(long code) {
    if (code != SHA2_512) {
      throw new FormatException("multihash: function not supported");
    }
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Exactly one multihash. */
  public static Multihash parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Multihash hash = read(in);
    if (in.hasRemaining()) {
      throw new FormatException("multihash: trailing bytes");
    }
    return hash;
  }

  /** Exactly one multihash as base58 text, the spelling of peer ids and CIDv0. */
  public static Multihash parse(String base58) {
    return parse(Base58.decode(base58));
  }

  /** Reads one multihash and leaves the buffer behind it. */
  public static Multihash read(ByteBuffer in) {
    int start = in.position();
    long code = Varint.getMinimal(in);
    long length = Varint.getMinimal(in);
    if (length > MAX_DIGEST) {
      throw new FormatException("multihash: digest too long");
    }
    if (length > in.remaining()) {
      throw new FormatException("multihash: cut off");
    }
    int head = in.position() - start;
    byte[] bytes = new byte[head + (int) length];
    in.position(start);
    in.get(bytes);
    if (code == SHA2_256 && length != Sha256.LENGTH) {
      throw new FormatException("multihash: wrong digest length");
    }
    return new Multihash(code, bytes, head);
  }

  /** Code of the hash function, see the multicodec table. */
  public long code() {
    return code;
  }

  /** Length of the digest in bytes. */
  public int digestLength() {
    return bytes.length - digestStart;
  }

  /** A copy of the digest. */
  public byte[] digest() {
    return Arrays.copyOfRange(bytes, digestStart, bytes.length);
  }

  /** A copy of the whole multihash: code, length, digest. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Length of {@link #bytes} without making them. */
  public int length() {
    return bytes.length;
  }

  /** Writes the whole multihash. */
  public void writeTo(ByteBuffer out) {
    out.put(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Multihash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    // the end of a cryptographic digest is already well spread
    int hash = 0;
    for (int i = Math.max(0, bytes.length - 4); i < bytes.length; i++) {
      hash = hash << 8 | bytes[i] & 0xff;
    }
    return hash;
  }

  /** Base58 of the whole multihash. */
  @Override
  public String toString() {
    return Base58.encode(bytes);
  }
}
