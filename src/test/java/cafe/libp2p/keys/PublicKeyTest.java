package cafe.libp2p.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  static Stream<String> vectors() throws IOException {
    try (InputStream in = PublicKeyTest.class.getResourceAsStream("/vectors/libp2p_keys.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().filter(line -> !line.startsWith("#"));
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void verifiesWhatGoSigned(String vector) throws IOException {
    String[] fields = vector.split(" ");
    PublicKey key = PublicKey.decode(hex(fields[1]));
    byte[] message = hex(fields[3]);
    byte[] signature = hex(fields[4]);
    assertThat(key.type().name()).isEqualToIgnoringCase(fields[0]);
    assertThat(key.peerId()).hasToString(fields[2]);
    assertThat(key.encoded()).isEqualTo(hex(fields[1]));
    assertThat(key.verify(message, signature)).isTrue();
    message[0] ^= 1;
    assertThat(key.verify(message, signature)).isFalse();
    message[0] ^= 1;
    for (int i = 0; i < signature.length; i += 7) {
      byte[] spoilt = signature.clone();
      spoilt[i] ^= 1;
      assertThat(key.verify(message, spoilt)).as("byte %d", i).isFalse();
    }
    for (int length = 0; length < signature.length; length += 9) {
      assertThat(key.verify(message, Arrays.copyOf(signature, length))).isFalse();
    }
  }

  @Test
  void verifiesWhatItSigns() {
    Ed25519IdentityKey key = Ed25519IdentityKey.generate(new SecureRandom());
    byte[] message = {1, 2, 3};
    assertThat(key.publicKey().verify(message, key.sign(message))).isTrue();
    assertThat(key.peerId().toString()).startsWith("12D3KooW");
  }

  /** The original's JWT test key. */
  @Test
  void derivesTheOriginalsPeerId() {
    Ed25519IdentityKey key =
        new Ed25519IdentityKey(
            hex("a7051b850e1dbd5fc85f869721967e37d7e3b0c7df2fcaf5f60c30c772dcec36"));
    assertThat(key.peerId()).hasToString("12D3KooWSs44epAmv2ewxG4fyTB83WeWFaruUvcrSkFJMUcw9Mpe");
    assertThat(key.toString()).doesNotContain("a7051b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "0801", // no data
        "12200000000000000000000000000000000000000000000000000000000000000000", // no type
        "0809122000", // unknown type
        "08011203aabbcc", // short Ed25519 key
        "08021221050000000000000000000000000000000000000000000000000000000000000001", // not a point
        "08031203aabbcc", // not DER
        "08001203aabbcc", // not DER
        "0801122100", // truncated
        "ffffffffffffffffffff" // endless varint
      })
  void refusesMalformedKeys(String encoded) {
    assertThatThrownBy(() -> PublicKey.decode(hex(encoded)))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void refusesOverlongKeys() {
    assertThatThrownBy(() -> PublicKey.decode(new byte[PublicKey.MAX_ENCODED + 1]))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Property(tries = 500)
  void anyBytesAreAKeyOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
    try {
      assertThat(PublicKey.decode(bytes).encoded()).isEqualTo(bytes);
    } catch (InvalidKeyException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }
}
