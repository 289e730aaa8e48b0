package cafe.libp2p.security.secio;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The two key sets that both sides derive from the shared secret. */
record StretchedKeys(KeySet first, KeySet second) {
  private static final int IV = 16;
  private static final int MAC_KEY = 20;
  private static final byte[] LABEL = "key expansion".getBytes(StandardCharsets.US_ASCII);

  /** What one direction is encrypted and authenticated with. */
  @SuppressWarnings("ArrayRecordComponent") // internal, never compared or changed
  record KeySet(byte[] iv, byte[] cipherKey, byte[] macKey, String macAlgorithm) {}

  /**
   * Stretches a secret.
   *
   * @param secret without leading zero bytes
   */
  static StretchedKeys stretch(String cipher, String hash, byte[] secret) {
    int cipherKey = cipher.equals("AES-128") ? 16 : 32;
    String macAlgorithm = hash.equals("SHA512") ? "HmacSHA512" : "HmacSHA256";
    int half = IV + cipherKey + MAC_KEY;
    byte[] stream = expand(macAlgorithm, secret, 2 * half);
    return new StretchedKeys(
        split(stream, 0, cipherKey, macAlgorithm), split(stream, half, cipherKey, macAlgorithm));
  }

  private static byte[] expand(String macAlgorithm, byte[] secret, int size) {
    try {
      Mac mac = Mac.getInstance(macAlgorithm);
      mac.init(new SecretKeySpec(secret, macAlgorithm));
      byte[] result = new byte[size];
      byte[] chain = mac.doFinal(LABEL);
      for (int filled = 0; filled < size; ) {
        mac.update(chain);
        byte[] block = mac.doFinal(LABEL);
        int count = Math.min(block.length, size - filled);
        System.arraycopy(block, 0, result, filled, count);
        filled += count;
        chain = mac.doFinal(chain);
      }
      return result;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeySet split(byte[] stream, int offset, int cipherKey, String macAlgorithm) {
    int key = offset + IV;
    int mac = key + cipherKey;
    return new KeySet(
        Arrays.copyOfRange(stream, offset, key),
        Arrays.copyOfRange(stream, key, mac),
        Arrays.copyOfRange(stream, mac, mac + MAC_KEY),
        macAlgorithm);
  }
}
