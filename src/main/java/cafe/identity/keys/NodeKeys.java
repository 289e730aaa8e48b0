package cafe.identity.keys;

import cafe.crypto.AccountKey;
import cafe.crypto.Ed25519PrivateKey;
import cafe.crypto.Ed25519PublicKey;
import cafe.identity.IdentityConfig;
import cafe.ipld.FormatException;
import cafe.kernel.Address;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PeerId;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The node's key and the operator's account, from their files. */
@Startup
@ApplicationScoped
public class NodeKeys implements NodeIdentity {

  private final Ed25519PrivateKey node;
  private final PeerId peerId;
  private final Address address;

  /** Reads the files; makes those that are missing. */
  public NodeKeys(
      IdentityConfig config, @ConfigProperty(name = "cafe.data") Path data, SecureRandom random) {
    this.node = nodeKey(config.nodeKeyFile().orElse(data.resolve("node.key")), random);
    this.peerId = PeerId.ofEd25519(node.publicKey().bytes());
    this.address =
        config
            .address()
            .map(Address::parse)
            .orElseGet(
                () -> account(config.accountFile().orElse(data.resolve("account.seed")), random));
  }

  private static Ed25519PrivateKey nodeKey(Path file, SecureRandom random) {
    String text =
        new SecretFile(file)
            .readOrCreate(
                () ->
                    Base64.getEncoder()
                        .encodeToString(Ed25519PrivateKey.generate(random).toProtobuf()));
    try {
      return Ed25519PrivateKey.fromProtobuf(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      // Without the cause: it may quote the key.
      throw new IllegalStateException(file + " holds no Ed25519 key in libp2p's protobuf, base64");
    }
  }

  private static Address account(Path file, SecureRandom random) {
    String seed = new SecretFile(file).readOrCreate(() -> AccountKey.generate(random).seed());
    try {
      return new Address(AccountKey.parse(seed).key().publicKey());
    } catch (FormatException e) {
      throw new IllegalStateException(file + " holds no account seed");
    }
  }

  @Override
  public PeerId peerId() {
    return peerId;
  }

  @Override
  public Ed25519PublicKey publicKey() {
    return node.publicKey();
  }

  @Override
  public byte[] sign(byte[] message) {
    return node.sign(message);
  }

  @Override
  public Address address() {
    return address;
  }

  /** The node's private key, for identity's own use: sessions are signed with it. */
  public Ed25519PrivateKey privateKey() {
    return node;
  }
}
