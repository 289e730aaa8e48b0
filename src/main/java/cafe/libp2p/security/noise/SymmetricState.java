package cafe.libp2p.security.noise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The running hash and key of a handshake: section 5.2 of the Noise framework. */
final class SymmetricState {
  private static final int HASH = 32;

  private byte[] chainingKey;
  private byte[] hash;
  private @Nullable CipherState cipher;

  SymmetricState(String protocolName, byte[] prologue) {
    byte[] name = protocolName.getBytes(StandardCharsets.US_ASCII);
    hash = name.length <= HASH ? Arrays.copyOf(name, HASH) : sha256(name);
    chainingKey = hash;
    mixHash(prologue);
  }

  void mixHash(byte[] data) {
    hash = sha256(hash, data);
  }

  void mixKey(byte[] material) {
    byte[][] keys = hkdf(material);
    chainingKey = keys[0];
    cipher = new CipherState(keys[1]);
  }

  byte[] encryptAndHash(byte[] plaintext) throws IOException {
    byte[] sealed = cipher == null ? plaintext : cipher.encrypt(hash, plaintext);
    mixHash(sealed);
    return sealed;
  }

  byte[] decryptAndHash(byte[] sealed) throws IOException {
    byte[] plaintext = cipher == null ? sealed : cipher.decrypt(hash, sealed);
    mixHash(sealed);
    return plaintext;
  }

  /** The ciphers of the two directions, the initiator's first. */
  CipherState[] split() {
    byte[][] keys = hkdf(new byte[0]);
    return new CipherState[] {new CipherState(keys[0]), new CipherState(keys[1])};
  }

  byte[] hash() {
    return hash.clone();
  }

  private byte[][] hkdf(byte[] material) {
    byte[] temporary = hmac(chainingKey, material);
    byte[] first = hmac(temporary, new byte[] {1});
    byte[] second = hmac(temporary, first, new byte[] {2});
    return new byte[][] {first, second};
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
