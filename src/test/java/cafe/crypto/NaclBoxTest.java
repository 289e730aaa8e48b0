package cafe.crypto;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NaclBoxTest {
  private static final String NONCE = "000102030405060708090a0b0c0d0e0f1011121314151617";
  private static final byte[] HELLO = "Hello World!!!".getBytes(StandardCharsets.UTF_8);

  @Test
  void opensWhatTheOriginalSealed() throws DecryptionException {
    byte[] x25519 = hex("c062810842c0a981387f040e4f6d9d74d6f912a458c53bc57a7b51502d61bb63");
    String sealed =
        "7974c0016a2bb90d6f132b666fc6c6e2955096a58f37b0e9"
            + "a97bb43067e66dc21fe8dcc13a8534fcd27492e2fea85c002398c8f16698550b"
            + "621da2a65d18cf66f6d4961380b051fe8408d8bd7f4cf3555e43eeb7e434";
    assertThat(NaclBox.open(x25519, hex(sealed))).isEqualTo(HELLO);
    byte[] cut = Arrays.copyOf(hex(sealed), 85);
    assertThatThrownBy(() -> NaclBox.open(x25519, cut)).isInstanceOf(DecryptionException.class);
  }

  @Test
  void sealsAsTheOriginalDoes() {
    AccountKey account = AccountKey.parse("STqdutoFiPV9Nzh96L7bvSZNzrHkQiB2phDW1ySG9Na1kkGE");
    byte[] ephemeral = new byte[32];
    Arrays.fill(ephemeral, (byte) 0x11);
    assertThat(hex(account.key().publicKey().toX25519()))
        .isEqualTo("98ecdac0681f5b68ed265c5bebc1dc3f4e9562eca6986d9c88f091d71d56cb3c");
    byte[] sealed = NaclBox.seal(account.key().publicKey(), HELLO, hex(NONCE), ephemeral);
    assertThat(hex(sealed))
        .isEqualTo(
            NONCE
                + "7b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13"
                + "fb79b767ebbd93027492cf93a1e9582a68c20aad546628664fd4c02b644f");
  }

  @Property(tries = 100)
  void roundTripAndAnyChangeIsNoticed(@ForAll byte[] message, @ForAll int flip)
      throws DecryptionException {
    SecureRandom random = new SecureRandom();
    Ed25519PrivateKey key = Ed25519PrivateKey.generate(random);
    byte[] sealed = NaclBox.seal(key.publicKey(), message, random);
    assertThat(sealed).hasSize(message.length + NaclBox.OVERHEAD);
    assertThat(NaclBox.open(key, sealed)).isEqualTo(message);
    sealed[Math.floorMod(flip, sealed.length)] ^= 2;
    assertThatThrownBy(() -> NaclBox.open(key, sealed)).isInstanceOf(DecryptionException.class);
  }

  @Property(tries = 100)
  void anyBytesAreRefused(@ForAll byte[] sealed) {
    byte[] secret = new byte[32];
    assertThatThrownBy(() -> NaclBox.open(secret, sealed)).isInstanceOf(DecryptionException.class);
    assertThatThrownBy(() -> NaclBox.open(secret, new byte[200]))
        .isInstanceOf(DecryptionException.class);
  }
}
