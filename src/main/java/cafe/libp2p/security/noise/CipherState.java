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
    start(Cipher.ENCRYPT_MODE, NONE);
    finish(array, offset, length);
  }

  /** Decrypts in place and returns the plaintext's length. */
  int decrypt(byte[] array, int offset, int length) throws IOException {
    start(Cipher.DECRYPT_MODE, NONE);
    return finish(array, offset, length);
  }

  byte[] encrypt(byte[] associated, byte[] plaintext) throws IOException {
    byte[] sealed = Arrays.copyOf(plaintext, plaintext.length + TAG);
    start(Cipher.ENCRYPT_MODE, associated);
    finish(sealed, 0, plaintext.length);
    return sealed;
  }

  byte[] decrypt(byte[] associated, byte[] sealed) throws IOException {
    byte[] opened = sealed.clone();
    start(Cipher.DECRYPT_MODE, associated);
    return Arrays.copyOf(opened, finish(opened, 0, opened.length));
  }

  /** Begins a message with the next nonce. */
  private void start(int mode, byte[] associated) throws IOException {
    if (counter == -1L) {
      throw new IOException("noise: nonces are used up");
    }
    for (int i = 0; i < 8; i++) {
      nonce[4 + i] = (byte) (counter >>> 8 * i);
    }
    counter++;
    try {
      cipher.init(mode, key, new IvParameterSpec(nonce));
    } catch (GeneralSecurityException e) {
      throw new IOException("noise: cannot start a message", e);
    }
    if (associated.length > 0) {
      cipher.updateAAD(associated);
    }
  }

  private int finish(byte[] array, int offset, int length) throws IOException {
    try {
      return cipher.doFinal(array, offset, length, array, offset);
    } catch (GeneralSecurityException e) {
      throw new IOException("noise: message does not verify", e);
    }
  }
}
