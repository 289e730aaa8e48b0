package cafe.libp2p.security.noise;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** ChaCha20-Poly1305 with a counter as nonce, for one direction. */
final class CipherState {
  static final int TAG = 16;
  private static final byte[] NONE = {};

  private final SecretKeySpec key;
  private final Cipher cipher;
  private final byte[] nonce = new byte[12];
  private long counter;

  CipherState(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    try {
      this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Encrypts in place; the tag goes behind the plaintext. */
  void encrypt(byte[] array, int offset, int length) throws IOException {
    run(Cipher.ENCRYPT_MODE, NONE, array, offset, length);
  }

  /** Decrypts in place and returns the plaintext's length. */
  int decrypt(byte[] array, int offset, int length) throws IOException {
    return run(Cipher.DECRYPT_MODE, NONE, array, offset, length);
  }

  byte[] encrypt(byte[] associated, byte[] plaintext) throws IOException {
    byte[] sealed = new byte[plaintext.length + TAG];
    System.arraycopy(plaintext, 0, sealed, 0, plaintext.length);
    run(Cipher.ENCRYPT_MODE, associated, sealed, 0, plaintext.length);
    return sealed;
  }

  byte[] decrypt(byte[] associated, byte[] sealed) throws IOException {
    byte[] opened = sealed.clone();
    int length = run(Cipher.DECRYPT_MODE, associated, opened, 0, opened.length);
    return Arrays.copyOf(opened, length);
  }

  private int run(int mode, byte[] associated, byte[] array, int offset, int length)
      throws IOException {
    if (counter == -1L) {
      throw new IOException("noise: nonces are used up");
    }
    for (int i = 0; i < 8; i++) {
      nonce[4 + i] = (byte) (counter >>> 8 * i);
    }
    counter++;
    try {
      cipher.init(mode, key, new IvParameterSpec(nonce));
      if (associated.length > 0) {
        cipher.updateAAD(associated);
      }
      return cipher.doFinal(array, offset, length, array, offset);
    } catch (GeneralSecurityException e) {
      throw new IOException("noise: message does not verify", e);
    }
  }
}
