package cafe.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CipherStateTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] tag(byte[] key, byte[] message) {
    Poly1305 poly = new Poly1305();
    poly.start(key);
    poly.updatePadded(message, 0, message.length);
    byte[] tag = new byte[16];
    poly.finish(tag, 0);
    return tag;
  }

  /** RFC 8439, appendix A.3, those of whole blocks: the carries and the final reduction. */
  @ParameterizedTest
  @CsvSource({
    "0200000000000000000000000000000000000000000000000000000000000000,"
        + " ffffffffffffffffffffffffffffffff, 03000000000000000000000000000000",
    "02000000000000000000000000000000ffffffffffffffffffffffffffffffff,"
        + " 02000000000000000000000000000000, 03000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000,"
        + " fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff"
        + "11000000000000000000000000000000, 05000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000,"
        + " fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe"
        + "01010101010101010101010101010101, 00000000000000000000000000000000",
    "0200000000000000000000000000000000000000000000000000000000000000,"
        + " fdffffffffffffffffffffffffffffff, faffffffffffffffffffffffffffffff",
    "0100000000000000040000000000000000000000000000000000000000000000,"
        + " e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000"
        + "0000000000000000000000000000000001000000000000000000000000000000,"
        + " 14000000000000005500000000000000",
    "0100000000000000040000000000000000000000000000000000000000000000,"
        + " e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000"
        + "00000000000000000000000000000000, 13000000000000000000000000000000"
  })
  void authenticatesAsTheRfc(String key, String message, String tag) {
    assertThat(tag(hex(key), hex(message))).isEqualTo(hex(tag));
  }

  /** RFC 8439, section 2.5.2, whose message is not of whole blocks, cannot be told apart. */
  @Test
  void padsWithZeros() {
    byte[] key = hex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
    byte[] message = "Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII);
    assertThat(tag(key, message)).isEqualTo(tag(key, Arrays.copyOf(message, 48)));
  }

  private static byte[] jdk(byte[] key, long counter, byte[] associated, byte[] plaintext)
      throws Exception {
    byte[] nonce = new byte[12];
    for (int i = 0; i < 8; i++) {
      nonce[4 + i] = (byte) (counter >>> 8 * i);
    }
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
    cipher.updateAAD(associated);
    return cipher.doFinal(plaintext);
  }

  @Property
  void agreesWithTheJdk(
      @ForAll @Size(32) byte[] key,
      @ForAll @Size(max = 80) byte[] associated,
      @ForAll @Size(max = 400) byte[] plaintext)
      throws Exception {
    CipherState sender = new CipherState(key);
    CipherState receiver = new CipherState(key);
    for (long counter = 0; counter < 3; counter++) {
      byte[] sealed = sender.encrypt(associated, plaintext);
      assertThat(sealed).isEqualTo(jdk(key, counter, associated, plaintext));
      assertThat(receiver.decrypt(associated, sealed)).isEqualTo(plaintext);
    }
  }

  @Property(tries = 200)
  void agreesWithTheJdkOnLongRunsOfOnes(@ForAll @Size(32) byte[] key) throws Exception {
    byte[] frame = new byte[65_519 + CipherState.TAG];
    Arrays.fill(frame, 0, 65_519, (byte) 0xff);
    byte[] expected = jdk(key, 0, new byte[0], Arrays.copyOf(frame, 65_519));
    new CipherState(key).encrypt(frame, 0, 65_519);
    assertThat(frame).isEqualTo(expected);
    assertThat(new CipherState(key).decrypt(frame, 0, frame.length)).isEqualTo(65_519);
  }

  @Property(tries = 100)
  void refusesAnyChange(@ForAll @Size(32) byte[] key, @ForAll @Size(max = 40) byte[] plaintext)
      throws IOException {
    byte[] sealed = new CipherState(key).encrypt(new byte[] {7}, plaintext);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 0x20;
      assertThatThrownBy(() -> new CipherState(key).decrypt(new byte[] {7}, changed))
          .isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> new CipherState(key).decrypt(new byte[] {8}, sealed))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new CipherState(key).decrypt(new byte[] {7}, new byte[15]))
        .isInstanceOf(IOException.class);
  }
}
