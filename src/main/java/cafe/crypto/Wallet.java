package cafe.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Accounts derived from one seed: <a
 * href="https://github.com/satoshilabs/slips/blob/master/slip-0010.md">SLIP-0010</a> for Ed25519,
 * path {@code m/44'/406'/index'}. A secret.
 */
public final class Wallet {
  private static final int PURPOSE = 44;
  private static final int COIN = 406;
  private static final int HARDENED = 0x8000_0000;
  private static final int HALF = 32;
  private static final byte[] MASTER = "ed25519 seed".getBytes(StandardCharsets.US_ASCII);

  private final byte[] node;

  private Wallet(byte[] node) {
    this.node = node;
  }

  /** The wallet of a mnemonic and a passphrase, which may be empty. */
  public static Wallet of(Mnemonic mnemonic, String passphrase) {
    return ofSeed(mnemonic.toSeed(passphrase));
  }

  /** The wallet of a seed as {@link Mnemonic#toSeed} makes it. */
  public static Wallet ofSeed(byte[] seed) {
    return new Wallet(child(child(hmac(MASTER, seed), PURPOSE), COIN));
  }

  /** The account of an index ≥ 0. */
  public AccountKey account(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("wallet: negative index");
    }
    byte[] seed = Arrays.copyOf(child(node, index), HALF);
    return new AccountKey(Ed25519PrivateKey.fromSeed(seed));
  }

  /** A node is private key and chain code; Ed25519 has hardened children only. */
  private static byte[] child(byte[] parent, int index) {
    ByteBuffer data = ByteBuffer.allocate(1 + HALF + Integer.BYTES);
    data.put((byte) 0).put(parent, 0, HALF).putInt(index | HARDENED);
    return hmac(Arrays.copyOfRange(parent, HALF, 2 * HALF), data.array());
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(key, "HmacSHA512"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells nothing. */
  @Override
  public String toString() {
    return "wallet";
  }
}
