package cafe.ipld;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.testkit.Vectors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CidTest {
  @Test
  void validTexts() {
    for (String[] line : Vectors.read("cid_valid.txt")) {
      Cid cid = Cid.parse(line[0]);
      assertThat(cid.version()).isEqualTo(Integer.parseInt(line[1]));
      assertThat(Long.toHexString(cid.codec())).isEqualTo(line[2]);
      assertThat(Long.toHexString(cid.multihash().code())).isEqualTo(line[3]);
      assertThat(hex(cid.bytes())).isEqualTo(line[4]);
      assertThat(Cid.fromBytes(hex(line[4]))).isEqualTo(cid).hasSameHashCodeAs(cid);
      assertThat(Cid.parse(cid.toString())).isEqualTo(cid);
      String canonical = line[5].isEmpty() ? cid.toString() : line[5];
      assertThat(cid.canonical()).hasToString(canonical);
      if (!line[0].startsWith("Qm")) {
        String spelled = cid.toString(Multibase.of(line[0]));
        assertThat(spelled).isEqualToIgnoringCase(line[0]);
      }
    }
  }

  @Test
  void invalidTexts() {
    assertThatThrownBy(() -> Cid.parse("")).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> Cid.parse("f".repeat(513))).isInstanceOf(FormatException.class);
    for (String[] line : Vectors.read("cid_invalid.txt")) {
      assertThatThrownBy(() -> Cid.parse(line[0])).as(line[0]).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void versionZeroIsOnlyForDagPbWithSha256() {
    Multihash sha1 = Multihash.of(0x11, new byte[20]);
    assertThatThrownBy(() -> Cid.v0(sha1)).isInstanceOf(FormatException.class);
    assertThat(Cid.v1(Cid.DAG_PB, sha1).canonical().version()).isEqualTo(1);
    Cid raw = Cid.v1(Cid.RAW, Multihash.sha256(new byte[0]));
    assertThat(raw.canonical()).isSameAs(raw);
  }

  @Test
  void prefixOfBitswapNamesTheData() {
    ByteBuffer data = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8));
    Cid cid = Cid.ofPrefix(ByteBuffer.wrap(hex("00701220")), data);
    assertThat(cid.version()).isZero();
    assertThat(cid.names(data)).isTrue();
    assertThat(cid.names(ByteBuffer.allocate(5))).isFalse();
    assertThat(hex(cid.prefix())).isEqualTo("00701220");
    assertThat(hex(Cid.ofPrefix(ByteBuffer.wrap(hex("01551220")), data).prefix()))
        .isEqualTo("01551220");
    for (String bad : new String[] {"", "00", "007012", "0070121f", "02701220", "0170122000"}) {
      assertThatThrownBy(() -> Cid.ofPrefix(ByteBuffer.wrap(hex(bad)), data))
          .as(bad)
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void aHashThatWeCannotComputeNamesNothing() {
    Cid sha1 = Cid.v1(Cid.RAW, Multihash.of(0x11, new byte[20]));
    assertThat(sha1.names(ByteBuffer.allocate(0))).isFalse();
    Cid identity = Cid.v1(Cid.RAW, Multihash.identity(new byte[3]));
    assertThat(identity.names(ByteBuffer.allocate(3))).isTrue();
    assertThat(identity.names(ByteBuffer.allocate(1000))).isFalse();
  }

  @Property
  void roundTrip(@ForAll @Size(max = 128) byte[] digest, @ForAll Multibase base) {
    Cid cid = Cid.v1(Cid.RAW, Multihash.identity(digest));
    assertThat(Cid.parse(cid.toString(base))).isEqualTo(cid);
    ByteBuffer two = ByteBuffer.allocate(2 * cid.length());
    cid.writeTo(two);
    cid.writeTo(two);
    two.flip();
    assertThat(Cid.read(two)).isEqualTo(cid);
    assertThat(Cid.read(two)).isEqualTo(cid);
    assertThat(two.hasRemaining()).isFalse();
  }

  @Property
  void anyBytesEitherParseOrAreRefused(@ForAll @Size(max = 60) byte[] bytes) {
    try {
      assertThat(Cid.fromBytes(bytes).bytes()).isEqualTo(bytes);
    } catch (FormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
