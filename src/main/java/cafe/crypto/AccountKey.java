package cafe.crypto;

import java.security.SecureRandom;

/**
 * The key of an account: what a person keeps to come back on a new device.
 *
 * <p>Its seed text ({@code S…}) is the secret, its address ({@code P…}) the public name.
 *
 * @param key the Ed25519 key
 */
public record AccountKey(Ed25519PrivateKey key) {
  /** The account of a seed text. */
  public static AccountKey parse(String seedText) {
    return new AccountKey(Ed25519PrivateKey.fromSeed(Strkey.SEED.decode(seedText)));
  }

  /** A new account without a wallet. */
  public static AccountKey generate(SecureRandom random) {
    return new AccountKey(Ed25519PrivateKey.generate(random));
  }

  /** The address text. */
  public String address() {
    return Strkey.ADDRESS.encode(key.publicKey().bytes());
  }

  /** The seed text: a secret. */
  public String seed() {
    return Strkey.SEED.encode(key.seed());
  }

  /** The address only. */
  @Override
  public String toString() {
    return "account " + address();
  }
}
