package cafe.crypto;

import java.security.GeneralSecurityException;

/** A ciphertext that the given key does not open: wrong key, cut off or tampered with. */
public final class DecryptionException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  /** The message never tells why: the reason could serve as an oracle. */
  public DecryptionException() {
    super("does not decrypt");
  }
}
