package cafe.crypto;

import cafe.ipld.Base58;
import cafe.ipld.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of one encrypted file: 44 bytes, an AES-256 key and the nonce of 12 bytes; as text
 * base58. A secret.
 *
 * <p>A sealed file is the AES-GCM ciphertext with its tag of 16 bytes at the end, no additional
 * data. A large file is opened without holding it: {@link #verify} checks the tag in a first pass,
 * {@link #reader} then decrypts any range of it.
 */
public final class ContentKey {
  /** Length of the key in bytes. */
  public static final int LENGTH = 44;

  /** Bytes that encryption adds. */
  public static final int TAG_LENGTH = 16;

  private static final int AES_LENGTH = 32;
  private static final int BLOCK = 16;
  private static final int MAX_TEXT = 64;
  // counters are 32 bits of 16-byte blocks; the first two are not for data
  private static final long MAX_PLAIN = ((1L << 32) - 2) * BLOCK;
  // measured: larger pieces gain nothing, and longer loops stay in the interpreter when cold
  private static final int PIECE = 64 * 1024;
  // one call of the JDK is twice as fast, but cold it crawls through the whole array
  private static final int ONE_SHOT = 1024 * 1024;
  // the JDK's GCM takes less than 2 GiB
  private static final long SEGMENT = 1L << 30;
  private static final int WARM_UP_ROUNDS = 6_000;
  private static final int WARM_UP_LENGTH = 1024;

  private final byte[] bytes;

  private ContentKey(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new FormatException("content key: 44 bytes");
    }
    this.bytes = bytes;
  }

  /** A key of 44 bytes. */
  public static ContentKey of(byte[] bytes) {
    return new ContentKey(bytes.clone());
  }

  /** A key from its base58 text. */
  public static ContentKey parse(String base58) {
    if (base58.length() > MAX_TEXT) {
      throw new FormatException("content key: too long");
    }
    return new ContentKey(Base58.decode(base58));
  }

  /** A new key, for one file only. */
  public static ContentKey generate(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new ContentKey(bytes);
  }

  /** Encrypts a file in memory. */
  public byte[] encrypt(byte[] plain) {
    try {
      return gcm(Cipher.ENCRYPT_MODE).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Encrypts a stream to its end; closes neither. */
  public void encrypt(InputStream plain, OutputStream sealed) throws IOException {
    encrypt(plain, sealed, SEGMENT);
  }

  void encrypt(InputStream plain, OutputStream sealed, long segment) throws IOException {
    Verifier tag = verifier(segment);
    Reader cipher = reader(0);
    byte[] piece = new byte[PIECE];
    for (int n = plain.read(piece); n >= 0; n = plain.read(piece)) {
      cipher.decrypt(piece, 0, n); // by counter mode both ways are the same
      sealed.write(piece, 0, n);
      tag.take(piece, 0, n);
    }
    sealed.write(tag.tag());
  }

  /**
   * Decrypts a sealed file in memory.
   *
   * @throws DecryptionException if the tag does not match
   */
  public byte[] decrypt(byte[] sealed) throws DecryptionException {
    if (sealed.length < TAG_LENGTH) {
      throw new DecryptionException();
    }
    if (sealed.length <= ONE_SHOT) {
      return decryptAtOnce(sealed);
    }
    byte[] plain = Arrays.copyOf(sealed, sealed.length - TAG_LENGTH);
    Verifier verifier = verifier();
    for (int at = 0; at < plain.length; at += PIECE) {
      verifier.decrypt(plain, at, Math.min(PIECE, plain.length - at));
    }
    if (!verifier.matches(Arrays.copyOfRange(sealed, plain.length, sealed.length))) {
      throw new DecryptionException();
    }
    return plain;
  }

  private byte[] decryptAtOnce(byte[] sealed) throws DecryptionException {
    try {
      return gcm(Cipher.DECRYPT_MODE).doFinal(sealed);
    } catch (AEADBadTagException e) {
      throw new DecryptionException();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Checks the tag of a sealed file in one pass with bounded memory.
   *
   * @param length of the sealed file in bytes, with its tag
   * @throws DecryptionException if the tag does not match
   * @throws EOFException if the stream ends before {@code length}
   */
  public void verify(InputStream sealed, long length) throws IOException, DecryptionException {
    long left = length - TAG_LENGTH;
    if (left < 0 || left > MAX_PLAIN) {
      throw new DecryptionException();
    }
    Verifier verifier = verifier();
    byte[] piece = new byte[(int) Math.min(PIECE, Math.max(left, TAG_LENGTH))];
    while (left > 0) {
      int n = sealed.readNBytes(piece, 0, (int) Math.min(piece.length, left));
      if (n == 0) {
        throw new EOFException("sealed file: cut off");
      }
      verifier.decrypt(piece, 0, n);
      left -= n;
    }
    byte[] tag = sealed.readNBytes(TAG_LENGTH);
    if (tag.length < TAG_LENGTH) {
      throw new EOFException("sealed file: cut off");
    }
    if (!verifier.matches(tag)) {
      throw new DecryptionException();
    }
  }

  /** Starts a check of a sealed file that comes in pieces. */
  public Verifier verifier() {
    return verifier(SEGMENT);
  }

  Verifier verifier(long segment) {
    return new Verifier(this, segment);
  }

  /**
   * Decrypts from any offset of the plain file without checking: only for a file whose tag was
   * verified.
   */
  public Reader reader(long offset) {
    if (offset < 0 || offset > MAX_PLAIN) {
      throw new IllegalArgumentException("content key: offset out of range");
    }
    byte[] counter = Arrays.copyOf(Arrays.copyOfRange(bytes, AES_LENGTH, LENGTH), BLOCK);
    int block = (int) (offset / BLOCK + 2);
    for (int i = 0; i < Integer.BYTES; i++) {
      counter[BLOCK - 1 - i] = (byte) (block >>> (8 * i));
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, aes(), new IvParameterSpec(counter));
      cipher.update(new byte[(int) (offset % BLOCK)]);
      return new Reader(cipher);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Cipher gcm(int mode) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      byte[] nonce = Arrays.copyOfRange(bytes, AES_LENGTH, LENGTH);
      cipher.init(mode, aes(), new GCMParameterSpec(8 * TAG_LENGTH, nonce));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private SecretKeySpec aes() {
    return new SecretKeySpec(bytes, 0, AES_LENGTH, "AES");
  }

  /**
   * Brings the ciphers to their speed, which a fresh JVM reaches only after thousands of calls: 40
   * MiB/s before, over 1 GiB/s after. Takes some 0.2 s; to be run once, beside the start.
   */
  public static void warmUp() {
    ContentKey key = new ContentKey(new byte[LENGTH]);
    byte[] piece = new byte[WARM_UP_LENGTH];
    byte[] sealed = key.encrypt(piece);
    Verifier verifier = key.verifier();
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      verifier.decrypt(piece, 0, piece.length);
      if (i % 4 == 0) {
        key.decryptWarm(sealed);
      }
    }
    verifier.matches(new byte[TAG_LENGTH]);
  }

  private void decryptWarm(byte[] sealed) {
    try {
      decrypt(sealed);
    } catch (DecryptionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy of the 44 bytes: a secret. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The base58 text: a secret. */
  public String text() {
    return Base58.encode(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContentKey that && ConstantTime.equal(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Tells nothing. */
  @Override
  public String toString() {
    return "content key";
  }

  /** A running decryption by counter mode; for one thread. */
  public static final class Reader {
    private final Cipher cipher;

    private Reader(Cipher cipher) {
      this.cipher = cipher;
    }

    /** Decrypts the next bytes in place. */
    public void decrypt(byte[] buffer, int offset, int length) {
      try {
        for (int done = 0; done < length; done += PIECE) {
          int n = Math.min(PIECE, length - done);
          cipher.update(buffer, offset + done, n, buffer, offset + done);
        }
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * A running check of the tag; for one thread.
   *
   * <p>The JDK's GCM decryption holds back all of the file until its end. So the file is decrypted
   * by counter mode and encrypted again: encryption streams, and its tag is over the same
   * ciphertext.
   */
  public static final class Verifier {
    private final ContentKey key;
    private final long segment;
    private final Cipher gcm;
    private final Reader reader;
    private final byte[] scratch = new byte[PIECE + BLOCK];
    private long taken;
    private @Nullable LongTag rest;

    private Verifier(ContentKey key, long segment) {
      this.key = key;
      this.segment = segment;
      this.gcm = key.gcm(Cipher.ENCRYPT_MODE);
      this.reader = key.reader(0);
    }

    /** Takes the next ciphertext, tag excluded, and decrypts it in place: not yet trustworthy. */
    public void decrypt(byte[] buffer, int offset, int length) {
      for (int done = 0; done < length; ) {
        int n = (int) Math.min(Math.min(PIECE, length - done), leftOfSegment());
        if (rest != null) {
          rest.update(buffer, offset + done, n);
        }
        reader.decrypt(buffer, offset + done, n);
        if (rest == null) {
          encrypt(buffer, offset + done, n);
        }
        done += n;
      }
    }

    /** Takes the next ciphertext and leaves it as it is. */
    private void take(byte[] buffer, int offset, int length) {
      byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
      decrypt(copy, 0, length);
    }

    private long leftOfSegment() {
      return rest == null ? segment - taken : PIECE;
    }

    private void encrypt(byte[] buffer, int offset, int length) {
      try {
        gcm.update(buffer, offset, length, scratch, 0);
        taken += length;
        if (taken == segment) {
          byte[] nonce = Arrays.copyOfRange(key.bytes, AES_LENGTH, LENGTH);
          rest = new LongTag(key.aes(), nonce, endOf(gcm.doFinal()), taken);
        }
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static byte[] endOf(byte[] last) {
      return Arrays.copyOfRange(last, last.length - TAG_LENGTH, last.length);
    }

    private byte[] tag() {
      try {
        return rest == null ? endOf(gcm.doFinal()) : rest.tag();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Ends the check: whether all that was taken has this tag. */
    public boolean matches(byte[] tag) {
      return ConstantTime.equal(tag(), tag);
    }
  }
}
