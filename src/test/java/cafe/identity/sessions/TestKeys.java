package cafe.identity.sessions;

import cafe.crypto.Ed25519PrivateKey;
import cafe.identity.IdentityConfig;
import cafe.identity.keys.NodeKeys;
import cafe.testkit.Configs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** A node whose key is known: that of the vectors. */
final class TestKeys {

  static final String SEED = "a7051b850e1dbd5fc85f869721967e37d7e3b0c7df2fcaf5f60c30c772dcec36";

  private TestKeys() {}

  static Ed25519PrivateKey key() {
    return Ed25519PrivateKey.fromSeed(HexFormat.of().parseHex(SEED));
  }

  static NodeKeys node(Path folder) throws IOException {
    Path file = folder.resolve("node.key");
    Files.createFile(
        file,
        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
            java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Base64.getEncoder().encodeToString(key().toProtobuf()));
    return new NodeKeys(Configs.of(IdentityConfig.class, Map.of()), folder, new SecureRandom());
  }
}
