package cafe.libp2p.security.secio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class EphemeralKeyTest {
  private final SecureRandom random = new SecureRandom();

  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521"})
  void bothSidesAgree(String curve) throws IOException {
    EphemeralKey one = EphemeralKey.generate(curve, random);
    EphemeralKey two = EphemeralKey.generate(curve, random);
    assertThat(one.sharedSecret(two.point())).isEqualTo(two.sharedSecret(one.point()));
  }

  /** About one secret in 256 begins with a zero byte; all of them must come out without it. */
  @Test
  void secretsNeverBeginWithZero() throws IOException {
    EphemeralKey one = EphemeralKey.generate("P-256", random);
    int shorter = 0;
    for (int i = 0; i < 3000 && shorter == 0; i++) {
      byte[] secret = one.sharedSecret(EphemeralKey.generate("P-256", random).point());
      assertThat(secret[0]).isNotZero();
      shorter += secret.length < 32 ? 1 : 0;
    }
    assertThat(shorter).as("a shorter secret among 3000").isPositive();
  }

  @Test
  void refusesPointsThatAreNotOnTheCurve() throws IOException {
    EphemeralKey key = EphemeralKey.generate("P-256", random);
    byte[] point = EphemeralKey.generate("P-256", random).point();
    byte[] off = point.clone();
    off[64] ^= 1;
    byte[] compressed = point.clone();
    compressed[0] = 2;
    byte[] infinity = new byte[65];
    infinity[0] = 4;
    for (byte[] bad : new byte[][] {off, compressed, infinity, {}, {4}, new byte[64]}) {
      assertThatThrownBy(() -> key.sharedSecret(bad)).isInstanceOf(IOException.class);
    }
  }
}
