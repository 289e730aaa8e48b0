package cafe.libp2p.bitswap.message;

import java.util.Arrays;

/** The versions of the protocol, newest first, as they are offered to a peer. */
public enum Version {
  /** Adds HAVE and DONT_HAVE. */
  V1_2_0("/ipfs/bitswap/1.2.0"),
  /** Blocks carry the prefix of their CID, so they need not be CIDv0. */
  V1_1_0("/ipfs/bitswap/1.1.0"),
  /** Bare blocks, named by their sha2-256 hash. */
  V1_0_0("/ipfs/bitswap/1.0.0"),
  /** The same under the name it had first. */
  UNVERSIONED("/ipfs/bitswap");

  private final String protocol;

  Version(String protocol) {
    this.protocol = protocol;
  }

  /** The protocol id. */
  public String protocol() {
    return protocol;
  }

  /** All protocol ids in order of preference. */
  public static String[] protocols() {
    return Arrays.stream(values()).map(Version::protocol).toArray(String[]::new);
  }

  /** The version with that protocol id. */
  public static Version of(String protocol) {
    return Arrays.stream(values())
        .filter(version -> version.protocol.equals(protocol))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not bitswap: " + protocol));
  }

  /** Whether it knows HAVE and DONT_HAVE. */
  public boolean hasPresences() {
    return this == V1_2_0;
  }

  /** Whether a block travels with the prefix of its CID. */
  public boolean hasPrefixes() {
    return this == V1_2_0 || this == V1_1_0;
  }
}
