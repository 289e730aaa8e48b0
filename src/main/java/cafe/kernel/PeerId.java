package cafe.kernel;

import cafe.ipld.Base58;
import cafe.ipld.FormatException;
import cafe.ipld.Multihash;
import java.util.Arrays;
import java.util.Optional;

/**
 * The name of a libp2p peer: the multihash of its public key in protobuf (<a
 * href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">peer ids</a>).
 *
 * <p>An Ed25519 key is short enough to be inlined by the identity hash ({@code 12D3KooW…}), so that
 * the key can be read from the name; an RSA key is hashed ({@code Qm…}). The text is base58, the
 * only spelling that the original understands. At most 42 bytes of key, or a sha2-256 digest.
 */
public final class PeerId {
  private static final int MAX_INLINE = 42;
  private static final int MAX_TEXT = 64;
  private static final int KEY_LENGTH = 32;

  // protobuf PublicKey{1: type = Ed25519, 2: 32 bytes}
  private static final byte[] ED25519 = {0x08, 0x01, 0x12, KEY_LENGTH};

  private final Multihash multihash;
  private final String text;

  private PeerId(Multihash multihash) {
    boolean inline =
        multihash.code() == Multihash.IDENTITY && multihash.digestLength() <= MAX_INLINE;
    if (!inline && multihash.code() != Multihash.SHA2_256) {
      throw new FormatException("peer id: neither an inlined key nor a sha2-256 hash");
    }
    this.multihash = multihash;
    this.text = multihash.toString();
  }

  /**
   * A peer id from its binary form.
   *
   * @throws FormatException if the bytes are not the multihash of a peer
   */
  public static PeerId of(byte[] multihash) {
    return new PeerId(Multihash.parse(multihash));
  }

  /**
   * A peer id from base58 text.
   *
   * @throws FormatException if the text is not the name of a peer
   */
  public static PeerId parse(String base58) {
    if (base58.length() > MAX_TEXT) {
      throw new FormatException("peer id: too long");
    }
    return of(Base58.decode(base58));
  }

  /** The peer id of a public key in protobuf: inlined up to 42 bytes, else hashed. */
  public static PeerId ofPublicKey(byte[] protobuf) {
    return new PeerId(
        protobuf.length <= MAX_INLINE ? Multihash.identity(protobuf) : Multihash.sha256(protobuf));
  }

  /** The peer id of an Ed25519 public key of 32 bytes. */
  public static PeerId ofEd25519(byte[] publicKey) {
    if (publicKey.length != KEY_LENGTH) {
      throw new FormatException("peer id: an Ed25519 key has 32 bytes");
    }
    byte[] protobuf = Arrays.copyOf(ED25519, ED25519.length + KEY_LENGTH);
    System.arraycopy(publicKey, 0, protobuf, ED25519.length, KEY_LENGTH);
    return ofPublicKey(protobuf);
  }

  /** The Ed25519 public key that the name carries, if it carries one. */
  public Optional<byte[]> ed25519PublicKey() {
    return inlinedPublicKey()
        .filter(key -> key.length == ED25519.length + KEY_LENGTH)
        .filter(key -> Arrays.equals(key, 0, ED25519.length, ED25519, 0, ED25519.length))
        .map(key -> Arrays.copyOfRange(key, ED25519.length, key.length));
  }

  /** The protobuf public key that the name carries, if it is inlined. */
  public Optional<byte[]> inlinedPublicKey() {
    return multihash.code() == Multihash.IDENTITY
        ? Optional.of(multihash.digest())
        : Optional.empty();
  }

  /** A copy of the binary form, a multihash. */
  public byte[] bytes() {
    return multihash.bytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId that && multihash.equals(that.multihash);
  }

  @Override
  public int hashCode() {
    return multihash.hashCode();
  }

  /** Base58 text. */
  @Override
  public String toString() {
    return text;
  }
}
