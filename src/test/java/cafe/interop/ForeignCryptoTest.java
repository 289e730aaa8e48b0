package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.ContentKey;
import cafe.crypto.Ed25519PrivateKey;
import cafe.crypto.NaclBox;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we seal is opened by crypto that is not ours. */
@Tag("interop")
class ForeignCryptoTest {
  private final SecureRandom random = new SecureRandom();

  /** A snapshot sealed to an account, or a block sealed to a thread, opened by tweetnacl. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 1_000_000})
  void tweetnaclOpensABox(int size) throws Exception {
    Ed25519PrivateKey key = Ed25519PrivateKey.generate(random);
    byte[] plain = plain(size);
    byte[] sealed = NaclBox.seal(key.publicKey(), plain, random);
    assertThat(ForeignCrypto.openBox(key.seed(), sealed)).isEqualTo(plain);
  }

  /** A file's content, opened by Node's crypto with the key that a link carries. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 1_000_000})
  void nodeOpensContent(int size) throws Exception {
    ContentKey key = ContentKey.generate(random);
    byte[] plain = plain(size);
    assertThat(ForeignCrypto.openContent(key.text(), key.encrypt(plain))).isEqualTo(plain);
  }

  private byte[] plain(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
