package cafe.libp2p.keys;

import cafe.kernel.PeerId;
import cafe.libp2p.protobuf.ProtobufReader;
import cafe.libp2p.protobuf.ProtobufWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A peer's public key. Its {@link #encoded} form is what travels and what the peer id is made of:
 * the bytes as received are kept, since a peer id commits to them.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">peer ids</a>
 */
public final class PublicKey {
  /** The longest encoded key accepted; an RSA key of 8192 bits has about 1,070 bytes. */
  public static final int MAX_ENCODED = 2048;

  private final KeyType type;
  private final byte[] encoded;
  private final SignatureVerifier verifier;
  private final PeerId peerId;

  private PublicKey(KeyType type, byte[] data, byte[] encoded) throws InvalidKeyException {
    this.type = type;
    this.encoded = encoded;
    this.verifier = SignatureVerifier.of(type, data);
    this.peerId = PeerId.ofPublicKey(encoded);
  }

  /** Parses the protobuf form. */
  public static PublicKey decode(byte[] encoded) throws InvalidKeyException {
    if (encoded.length > MAX_ENCODED) {
      throw new InvalidKeyException("public key longer than " + MAX_ENCODED + " bytes");
    }
    KeyType type = null;
    byte[] data = null;
    try {
      ProtobufReader reader = new ProtobufReader(encoded);
      while (reader.next()) {
        switch (reader.field()) {
          case 1 -> {
            long code = reader.varint();
            type =
                KeyType.of(code)
                    .orElseThrow(() -> new InvalidKeyException("unknown key type " + code));
          }
          case 2 -> data = reader.bytes();
          default -> {}
        }
      }
    } catch (InvalidKeyException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidKeyException("public key is not a protobuf message");
    }
    if (type == null || data == null) {
      throw new InvalidKeyException("public key without type or data");
    }
    return new PublicKey(type, data, encoded.clone());
  }

  /** Makes a key from the data of its type: raw bytes for Ed25519, see the specification. */
  public static PublicKey of(KeyType type, byte[] data) throws InvalidKeyException {
    byte[] encoded = new ProtobufWriter().varint(1, type.code()).bytes(2, data).toByteArray();
    return new PublicKey(type, data, encoded);
  }

  public KeyType type() {
    return type;
  }

  /** The protobuf form. */
  public byte[] encoded() {
    return encoded.clone();
  }

  public PeerId peerId() {
    return peerId;
  }

  /** True if the signature over the message was made with this key. */
  public boolean verify(byte[] message, byte[] signature) {
    return verifier.verify(message, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return type + ":" + Base64.getEncoder().encodeToString(encoded);
  }
}
