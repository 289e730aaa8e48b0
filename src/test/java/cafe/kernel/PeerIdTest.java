package cafe.kernel;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.FormatException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PeerIdTest {
  private static final String ED25519 = "12D3KooWBRG69PMx6EakNbkp4bQRqGqsHou5eau1MgnkzZDmzezU";
  private static final String RSA = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";

  @Test
  void anEd25519KeyIsInTheName() {
    PeerId peer = PeerId.parse(ED25519);
    byte[] key = peer.ed25519PublicKey().orElseThrow();
    assertThat(hex(key))
        .isEqualTo("17cc24307329b3b2e1f4c04115472bad7ed0ae6a24174bb67a61a01555797fe1");
    assertThat(PeerId.ofEd25519(key)).isEqualTo(peer).hasSameHashCodeAs(peer).hasToString(ED25519);
    assertThat(hex(peer.bytes())).startsWith("002408011220").hasSize(76);
    assertThat(PeerId.of(peer.bytes())).isEqualTo(peer);
  }

  @Test
  void aLongKeyIsHashed() {
    PeerId peer = PeerId.parse(RSA);
    assertThat(peer.ed25519PublicKey()).isEmpty();
    assertThat(peer.inlinedPublicKey()).isEmpty();
    assertThat(peer).hasToString(RSA);
    assertThat(PeerId.ofPublicKey(new byte[300]).bytes()).hasSize(34).startsWith(0x12, 0x20);
  }

  @Test
  void othersAreRefused() {
    for (String bad :
        new String[] {
          "",
          "xyz",
          "12D3KooW",
          ED25519 + "1",
          ED25519.substring(1),
          "k51qzi5uqu5dlvj2baxnqndepeb86cbk3ng7n3i46uzyxzyqj2xjonzllnv0v8",
          "1".repeat(65)
        }) {
      assertThatThrownBy(() -> PeerId.parse(bad)).as(bad).isInstanceOf(FormatException.class);
    }
    assertThatThrownBy(() -> PeerId.of(hex("1114" + "00".repeat(20))))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> PeerId.ofEd25519(new byte[33])).isInstanceOf(FormatException.class);
  }

  @Property
  void anyBytesEitherParseOrAreRefused(@ForAll @Size(max = 60) byte[] bytes) {
    try {
      assertThat(PeerId.of(bytes).bytes()).isEqualTo(bytes);
    } catch (FormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
