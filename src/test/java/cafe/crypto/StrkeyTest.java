package cafe.crypto;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.FormatException;
import cafe.testkit.Vectors;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StrkeyTest {
  @Test
  void checksumIsXmodem() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Strkey.crc16(digits, digits.length)).isEqualTo(0x31c3);
  }

  @Test
  void validTexts() {
    for (String[] line : Vectors.read("strkey_valid.txt")) {
      check(Strkey.ADDRESS, line[0], line[1]);
      check(Strkey.SEED, line[0], line[2]);
    }
  }

  private static void check(Strkey kind, String payload, String text) {
    if (!text.isEmpty()) {
      assertThat(kind.encode(hex(payload))).isEqualTo(text).hasSize(Strkey.TEXT_LENGTH);
      assertThat(hex(kind.decode(text))).isEqualTo(payload);
      assertThat(kind.isValid(text)).isTrue();
      Strkey other = kind == Strkey.SEED ? Strkey.ADDRESS : Strkey.SEED;
      assertThat(other.isValid(text)).isFalse();
    }
  }

  @Test
  void invalidTexts() {
    for (String[] line : Vectors.read("strkey_invalid.txt")) {
      // The original reads a text that is no address as a seed, and says what is wrong with that.
      Strkey kind = line[0].startsWith("S") ? Strkey.SEED : Strkey.ADDRESS;
      assertThatThrownBy(() -> kind.decode(line[0]))
          .as(line[0])
          .isInstanceOf(FormatException.class)
          .hasMessage(line[1]);
      assertThat(Strkey.ADDRESS.isValid(line[0])).isFalse();
      assertThat(Strkey.SEED.isValid(line[0])).isFalse();
    }
    assertThat(Strkey.ADDRESS.isValid("P".repeat(100))).isFalse();
  }

  @Property
  void roundTrip(@ForAll @Size(32) byte[] payload, @ForAll Strkey kind) {
    String text = kind.encode(payload);
    assertThat(text).startsWith(kind == Strkey.SEED ? "S" : "P").hasSize(Strkey.TEXT_LENGTH);
    assertThat(kind.decode(text)).isEqualTo(payload);
  }

  @Property
  void anyTextEitherParsesOrIsRefused(@ForAll String text) {
    assertThat(Strkey.ADDRESS.isValid(text)).isFalse();
  }
}
