package cafe.ipld;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class VarintTest {
  @Test
  void writesTheShortestForm() {
    assertThat(hex(Varint.encode(0))).isEqualTo("00");
    assertThat(hex(Varint.encode(127))).isEqualTo("7f");
    assertThat(hex(Varint.encode(128))).isEqualTo("8001");
    assertThat(hex(Varint.encode(16384))).isEqualTo("808001");
    assertThat(hex(Varint.encode(Long.MAX_VALUE))).isEqualTo("ffffffffffffffff7f");
    assertThatThrownBy(() -> Varint.encode(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void roundTrip(@ForAll @LongRange(min = 0) long value) throws IOException {
    byte[] bytes = Varint.encode(value);
    assertThat(bytes).hasSize(Varint.size(value));
    assertThat(Varint.getMinimal(ByteBuffer.wrap(bytes))).isEqualTo(value);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    assertThat(Varint.readMinimal(in, Varint.MAX_LENGTH)).isEqualTo(value);
    assertThat(in.read()).isEqualTo(-1);
  }

  @Property
  void anyBytesEitherParseOrAreRefused(@ForAll byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      assertThat(Varint.get(in)).isNotNegative();
    } catch (FormatException e) {
      assertThat(e).hasMessageStartingWith("varint: ");
    }
  }

  @Test
  void longSpellingsAreReadOnlyWhereTolerated() {
    assertThat(Varint.get(ByteBuffer.wrap(hex("8100")))).isEqualTo(1);
    assertThatThrownBy(() -> Varint.getMinimal(ByteBuffer.wrap(hex("8100"))))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> Varint.readMinimal(new ByteArrayInputStream(hex("8100")), 3))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void aStreamMayEndBeforeAValueButNotInsideOne() throws IOException {
    assertThat(Varint.read(new ByteArrayInputStream(new byte[0]), 9)).isEqualTo(-1);
    assertThatThrownBy(() -> Varint.read(new ByteArrayInputStream(hex("80")), 9))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> Varint.get(ByteBuffer.wrap(hex("80"))))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void lengthIsBounded() {
    assertThatThrownBy(() -> Varint.read(new ByteArrayInputStream(hex("80808001")), 3))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> Varint.get(ByteBuffer.wrap(hex("ffffffffffffffffff01"))))
        .isInstanceOf(FormatException.class);
  }
}
