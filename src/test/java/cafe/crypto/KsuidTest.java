package cafe.crypto;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KsuidTest {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  @Test
  void knownTexts() {
    assertThat(Ksuid.encode(0, new byte[16])).isEqualTo("000000000000000000000000000");
    assertThat(Ksuid.encode(-1, hex("ffffffffffffffffffffffffffffffff")))
        .isEqualTo("aWgEPTl1tmebfsQzFP4bxwgy80V");
    // example of segmentio/ksuid's README
    assertThat(Ksuid.encode(107608047, hex("b5a1cd34b5f99d1154fb6853345c9735")))
        .isEqualTo("0ujtsYcgvSTl8PAuAdqWYSMnLOv");
  }

  @Property
  void isTheNumberInBase62(@ForAll int seconds, @ForAll @Size(16) byte[] payload) {
    BigInteger number = BigInteger.valueOf(seconds & 0xffff_ffffL).shiftLeft(128);
    number = number.or(new BigInteger(1, payload));
    BigInteger read = BigInteger.ZERO;
    String text = Ksuid.encode(seconds, payload);
    for (int i = 0; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      read = read.multiply(BigInteger.valueOf(62)).add(BigInteger.valueOf(digit));
    }
    assertThat(read).isEqualTo(number);
    assertThat(Ksuid.isValid(text)).isTrue();
  }

  @Test
  void startsWithItsTime() {
    SecureRandom random = new SecureRandom();
    String one = Ksuid.create(Instant.ofEpochSecond(1_579_812_870L), random);
    String later = Ksuid.create(Instant.ofEpochSecond(1_579_812_871L), random);
    assertThat(one).startsWith("1WoPF").isLessThan(later);
    assertThat(Ksuid.isValid(one + "a")).isFalse();
    assertThat(Ksuid.isValid("1WoPFSj3Nf2aFsKwy8p8hbVgo-W")).isFalse();
  }
}
