package cafe.ipld;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.testkit.Vectors;
import java.math.BigInteger;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MultibaseTest {
  @Test
  void base58Vectors() {
    for (String[] pair : Vectors.read("base58_valid.txt")) {
      assertThat(Base58.encode(hex(pair[0]))).isEqualTo(pair[1]);
      assertThat(hex(Base58.decode(pair[1]))).isEqualTo(pair[0]);
    }
    for (String[] text : Vectors.read("base58_invalid.txt")) {
      assertThatThrownBy(() -> Base58.decode(text[0])).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void multibaseVectors() {
    for (String[] pair : Vectors.read("multibase_valid.txt")) {
      Multibase base = Multibase.of(pair[1]);
      assertThat(hex(Multibase.decode(pair[1]))).as(pair[1]).isEqualTo(pair[0]);
      assertThat(base.encode(hex(pair[0]))).isEqualToIgnoringCase(pair[1]);
    }
  }

  @Property
  void roundTrip(@ForAll @Size(max = 300) byte[] bytes, @ForAll Multibase base) {
    String text = base.encode(bytes);
    assertThat(Multibase.of(text)).isEqualTo(base);
    assertThat(Multibase.decode(text)).isEqualTo(bytes);
  }

  @Property
  void radixIsTheBigNumberInThatBase(@ForAll @Size(max = 64) byte[] bytes) {
    String digits = Multibase.BASE36.encode(bytes).substring(1).replaceFirst("^0+", "");
    BigInteger number = new BigInteger(1, bytes);
    assertThat(digits)
        .isEqualTo(number.signum() == 0 ? "" : number.toString(36).toLowerCase(Locale.ROOT));
  }

  @Property
  void anyTextEitherParsesOrIsRefused(@ForAll String text) {
    try {
      byte[] bytes = Multibase.decode(text);
      assertThat(bytes.length).isLessThanOrEqualTo(text.length());
    } catch (FormatException e) {
      assertThat(e.getMessage()).doesNotContain("java");
    }
  }

  @Test
  void lengthIsBounded() {
    String ones = "1".repeat(1025);
    assertThatThrownBy(() -> Base58.decode(ones)).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> Multibase.decode("f" + ones)).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> Base58.encode(new byte[641])).isInstanceOf(FormatException.class);
    assertThat(Base58.decode("z".repeat(1024))).isNotEmpty();
    assertThat(Base58.decode(Base58.encode(new byte[640]))).hasSize(640);
  }
}
