package cafe.kernel;

import cafe.crypto.Ed25519PublicKey;
import cafe.crypto.Strkey;
import cafe.ipld.FormatException;
import java.util.Arrays;

/**
 * The address of an account: its public key as text ({@code P…}, 48 characters).
 *
 * @param publicKey the account's key
 */
public record Address(Ed25519PublicKey publicKey) {
  /**
   * Reads an address that a caller gave.
   *
   * @throws CafeException {@link Fault#SEED_GIVEN} for a seed, {@link Fault#ADDRESS_INVALID} for
   *     anything else that is no address
   */
  public static Address parse(String text) {
    try {
      return new Address(Ed25519PublicKey.of(Strkey.ADDRESS.decode(text)));
    } catch (FormatException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.equals(Strkey.OTHER_KIND)) {
        reason = refuseSeed(text);
      }
      throw CafeException.withWireText(Fault.ADDRESS_INVALID, reason, reason);
    }
  }

  /** Like the original, which tries the other kind then; what is wrong with it as a seed. */
  private static String refuseSeed(String text) {
    try {
      Arrays.fill(Strkey.SEED.decode(text), (byte) 0);
    } catch (FormatException e) {
      return String.valueOf(e.getMessage());
    }
    throw new CafeException(Fault.SEED_GIVEN, "a seed is a secret: do not send it");
  }

  /** Whether the account signed a message; the signature has 64 bytes. */
  public boolean verify(byte[] message, byte[] signature) {
    return publicKey.verify(message, signature);
  }

  /** The peer id of the account's key, which is also the id of its account thread. */
  public PeerId peerId() {
    return PeerId.ofEd25519(publicKey.bytes());
  }

  /** The text. */
  @Override
  public String toString() {
    return Strkey.ADDRESS.encode(publicKey.bytes());
  }
}
