package cafe.gateway;

import cafe.crypto.ContentKey;
import cafe.ipld.Cid;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers which file a key was seen to open, so that the next range of it need not be checked
 * again. Keeps neither keys nor content, only their hash under a secret that dies with the process;
 * at most {@value #MAX_ENTRIES} of them.
 */
final class VerifiedKeys {
  static final int MAX_ENTRIES = 16_384;

  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec secret;
  private final Cache<ByteBuffer, Boolean> verified =
      Caffeine.newBuilder().maximumSize(MAX_ENTRIES).build();

  VerifiedKeys(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.secret = new SecretKeySpec(bytes, HMAC);
  }

  boolean contains(Cid cid, ContentKey key) {
    return verified.getIfPresent(hash(cid, key)) != null;
  }

  void add(Cid cid, ContentKey key) {
    verified.put(hash(cid, key), Boolean.TRUE);
  }

  private ByteBuffer hash(Cid cid, ContentKey key) {
    byte[] bytes = key.bytes();
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(secret);
      mac.update(bytes);
      return ByteBuffer.wrap(mac.doFinal(cid.canonical().bytes()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
