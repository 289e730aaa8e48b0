package cafe.libp2p.security.noise;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 (RFC 8439) with a counter as nonce, for one direction. The cipher is the JDK's,
 * whose first block of key stream is the key of {@link Poly1305}.
 */
final class CipherState {
  static final int TAG = 16;
  private static final int FIRST_BLOCK = 64;
  private static final byte[] NONE = {};
  private static final byte[] ZEROS = new byte[FIRST_BLOCK];

  private final SecretKeySpec key;
  private final Cipher chacha;
  private final Poly1305 poly = new Poly1305();
  private final byte[] nonce = new byte[12];
  private final byte[] firstBlock = new byte[FIRST_BLOCK];
  private final byte[] tag = new byte[TAG];
  private long counter;

  CipherState(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    try {
      this.chacha = Cipher.getInstance("ChaCha20");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Encrypts in place; the tag goes behind the plaintext. */
  void encrypt(byte[] array, int offset, int length) throws IOException {
    start();
    crypt(array, offset, length);
    authenticate(NONE, array, offset, length);
    System.arraycopy(tag, 0, array, offset + length, TAG);
  }

  /** Decrypts in place and returns the plaintext's length. */
  int decrypt(byte[] array, int offset, int length) throws IOException {
    return open(NONE, array, offset, length);
  }

  byte[] encrypt(byte[] associated, byte[] plaintext) throws IOException {
    byte[] sealed = Arrays.copyOf(plaintext, plaintext.length + TAG);
    start();
    crypt(sealed, 0, plaintext.length);
    authenticate(associated, sealed, 0, plaintext.length);
    System.arraycopy(tag, 0, sealed, plaintext.length, TAG);
    return sealed;
  }

  byte[] decrypt(byte[] associated, byte[] sealed) throws IOException {
    byte[] opened = sealed.clone();
    return Arrays.copyOf(opened, open(associated, opened, 0, opened.length));
  }

  private int open(byte[] associated, byte[] array, int offset, int length) throws IOException {
    int size = length - TAG;
    if (size < 0) {
      throw new IOException("noise: message shorter than its tag");
    }
    start();
    authenticate(associated, array, offset, size);
    byte[] received = Arrays.copyOfRange(array, offset + size, offset + length);
    if (!MessageDigest.isEqual(tag, received)) {
      throw new IOException("noise: message does not verify");
    }
    crypt(array, offset, size);
    return size;
  }

  /** Begins a message with the next nonce. */
  private void start() throws IOException {
    if (counter == -1L) {
      throw new IOException("noise: nonces are used up");
    }
    for (int i = 0; i < 8; i++) {
      nonce[4 + i] = (byte) (counter >>> 8 * i);
    }
    counter++;
    try {
      chacha.init(Cipher.ENCRYPT_MODE, key, new ChaCha20ParameterSpec(nonce, 0));
      chacha.update(ZEROS, 0, FIRST_BLOCK, firstBlock, 0);
    } catch (GeneralSecurityException e) {
      throw new IOException("noise: cannot start a message", e);
    }
    poly.start(firstBlock);
  }

  /** The same in both directions. */
  private void crypt(byte[] array, int offset, int length) throws IOException {
    try {
      chacha.doFinal(array, offset, length, array, offset);
    } catch (GeneralSecurityException e) {
      throw new IOException("noise: cannot encrypt", e);
    }
  }

  private void authenticate(byte[] associated, byte[] array, int offset, int length) {
    poly.updatePadded(associated, 0, associated.length);
    poly.updatePadded(array, offset, length);
    poly.updateLengths(associated.length, length);
    poly.finish(tag, 0);
  }
}
