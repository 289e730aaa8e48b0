package cafe.libp2p.keys;

import java.util.Optional;

/** The key types of libp2p, in the order of their protobuf numbers. */
public enum KeyType {
  RSA,
  ED25519,
  SECP256K1,
  ECDSA;

  /** The number in the {@code KeyType} enum of the peer-id specification. */
  public int code() {
    return ordinal();
  }

  static Optional<KeyType> of(long code) {
    return code >= 0 && code < values().length
        ? Optional.of(values()[(int) code])
        : Optional.empty();
  }
}
