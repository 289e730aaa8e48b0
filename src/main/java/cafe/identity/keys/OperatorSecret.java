package cafe.identity.keys;

import cafe.crypto.ConstantTime;
import cafe.identity.IdentityConfig;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What the operator proves himself with: a line in a file that only he can read, made at the first
 * start or mounted.
 */
@Startup
@ApplicationScoped
public class OperatorSecret {

  private static final int BYTES = 32;
  private static final int SHORTEST = 16;

  private final String secret;

  /** Reads the file; makes it if it is missing. */
  public OperatorSecret(
      IdentityConfig config, @ConfigProperty(name = "cafe.data") Path data, SecureRandom random) {
    Path file = config.operatorSecretFile().orElse(data.resolve("operator.secret"));
    this.secret = new SecretFile(file).readOrCreate(() -> create(random));
    if (secret.length() < SHORTEST) {
      throw new IllegalStateException(file + " is too short: " + SHORTEST + " characters at least");
    }
  }

  private static String create(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether it is the secret; takes the same time wherever it differs. */
  public boolean matches(String given) {
    return ConstantTime.equal(secret, given);
  }
}
