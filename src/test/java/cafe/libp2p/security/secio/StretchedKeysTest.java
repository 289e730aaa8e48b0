package cafe.libp2p.security.secio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StretchedKeysTest {
  private static byte[] secret() {
    byte[] secret = new byte[32];
    for (int i = 0; i < secret.length; i++) {
      secret[i] = (byte) (i + 1);
    }
    return secret;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void stretchesAsTheOriginalDoes() {
    StretchedKeys keys = StretchedKeys.stretch("AES-256", "SHA256", secret());
    assertThat(hex(keys.first().iv())).isEqualTo("538520a00a1f6fad6ebc74ad7e41b4c9");
    assertThat(hex(keys.first().cipherKey()))
        .isEqualTo("a9e12e715ea82c69ab519a7cc3bbc69e6feb8d1c6cf2a2edbf40123b18709859");
    assertThat(hex(keys.first().macKey())).isEqualTo("e56757ab4c51f362c3048557277a6eeaa5c3e044");
    assertThat(hex(keys.second().iv())).isEqualTo("95cdf694bf0bb0d5e34b4313be57bae9");
    assertThat(hex(keys.second().cipherKey()))
        .isEqualTo("6dbda9dbc185455ec5bdff921d619f589249b645e254ee815fa4bd7a6f9588f5");
    assertThat(hex(keys.second().macKey())).isEqualTo("c43103a86b3584ddd59798485038a62e4b57f8e3");
  }

  @Test
  void dropsLeadingZerosOfTheSecret() {
    byte[] secret = secret();
    secret[0] = 0;
    byte[] minimal = EphemeralKey.minimal(secret);
    assertThat(minimal).isEqualTo(Arrays.copyOfRange(secret, 1, 32));
    assertThat(hex(StretchedKeys.stretch("AES-256", "SHA256", minimal).first().iv()))
        .isEqualTo("bbe3f87ef59232f7178016e97be155e3");
    assertThat(hex(StretchedKeys.stretch("AES-256", "SHA256", secret).first().iv()))
        .isEqualTo("4da9b11cf3593153c1086e0e3ce8bbea");
  }
}
