package cafe.identity.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.crypto.Ed25519PrivateKey;
import cafe.identity.IdentityConfig;
import cafe.testkit.Configs;
import cafe.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node's secrets: made at the first start, or mounted where settings say. */
class NodeKeysTest {
  private static final String ACCOUNT = "P4WysQUVHg2GDMctx7Sf3DjLRAfRZqsZoCPr6aec7JgWpSRq";
  private static final String SEED = "STqdutoFiPV9Nzh96L7bvSZNzrHkQiB2phDW1ySG9Na1kkGE";

  @TempDir Path folder;

  @Test
  void theFirstStartMakesThemAndTheNextOnesKeepThem() throws IOException {
    Path data = folder.resolve("data");
    NodeKeys first = keys(data, Map.of());
    NodeKeys second = keys(data, Map.of());
    assertThat(second.peerId()).isEqualTo(first.peerId());
    assertThat(second.address()).isEqualTo(first.address());
    assertThat(keys(folder.resolve("other"), Map.of()).peerId()).isNotEqualTo(first.peerId());
    try (Stream<Path> files = Files.list(data)) {
      List<Path> made = files.sorted().toList();
      assertThat(made).containsExactly(data.resolve("account.seed"), data.resolve("node.key"));
      for (Path file : made) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
    byte[] signature = second.sign(new byte[] {1, 2, 3});
    assertThat(first.publicKey().verify(new byte[] {1, 2, 3}, signature)).isTrue();
  }

  /** Such as the original keeps them in its configuration, so that a cafe can be taken over. */
  @Test
  void mountedOnesAreTakenAndNothingIsMade() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    for (String[] vector : Vectors.read("ed25519_keys.txt")) {
      String key = base64(Ed25519PrivateKey.fromSeed(hex(vector[0])).toProtobuf());
      Path nodeKey = secret("node-" + vector[0], key);
      Path seed = secret("seed-" + vector[0], SEED);
      NodeKeys mounted =
          keys(data, Map.of("node-key-file", nodeKey.toString(), "account-file", seed.toString()));
      assertThat(mounted.peerId()).hasToString(vector[2]);
      assertThat(mounted.address()).hasToString(ACCOUNT);
    }
    assertThat(data).isEmptyDirectory();
  }

  /** Then the account's seed is nowhere near the cafe. */
  @Test
  void anAddressAloneWillDo() {
    Path data = folder.resolve("data");
    assertThat(keys(data, Map.of("address", ACCOUNT)).address()).hasToString(ACCOUNT);
    assertThat(data.resolve("account.seed")).doesNotExist();
    assertThat(data.resolve("node.key")).exists();
  }

  @Test
  void whatIsNoKeyIsRefusedAndNotQuoted() throws IOException {
    String rsa = base64(hex("08001203010203"));
    for (String bad : List.of("not-a-key", rsa, SEED)) {
      Path file = secret("bad", bad);
      for (String setting : List.of("node-key-file", "account-file")) {
        if (setting.equals("account-file") && bad.equals(SEED)) {
          continue;
        }
        assertThatThrownBy(() -> keys(folder, Map.of(setting, file.toString())))
            .as(setting + " " + bad)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(file.toString())
            .hasMessageNotContaining(bad)
            .hasNoCause();
      }
      Files.delete(file);
    }
  }

  @Test
  void theOperatorsSecretIsMadeOrMountedToo() throws IOException {
    OperatorSecret made = new OperatorSecret(config(Map.of()), folder, new SecureRandom());
    String kept = Files.readString(folder.resolve("operator.secret")).strip();
    assertThat(made.matches(kept)).isTrue();
    assertThat(kept).hasSizeGreaterThanOrEqualTo(43);
    Path mounted = secret("mounted", "sixteen letters.");
    OperatorSecret other =
        new OperatorSecret(
            config(Map.of("operator-secret-file", mounted.toString())), folder, new SecureRandom());
    assertThat(other.matches("sixteen letters.")).isTrue();
    assertThat(other.matches(kept)).isFalse();
    Path brief = secret("brief", "fifteen letters");
    assertThatThrownBy(
            () ->
                new OperatorSecret(
                    config(Map.of("operator-secret-file", brief.toString())),
                    folder,
                    new SecureRandom()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("fifteen letters");
  }

  private static NodeKeys keys(Path data, Map<String, String> settings) {
    return new NodeKeys(config(settings), data, new SecureRandom());
  }

  private static IdentityConfig config(Map<String, String> settings) {
    Map<String, String> named = new HashMap<>();
    settings.forEach((name, value) -> named.put("cafe.identity." + name, value));
    return Configs.of(IdentityConfig.class, named);
  }

  private Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text + "\n", StandardCharsets.US_ASCII);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
