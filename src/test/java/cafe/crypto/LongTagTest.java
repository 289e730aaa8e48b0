package cafe.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files longer than a segment, here a short one: as if the JDK's cipher took all of them. */
class LongTagTest {
  private static final int SEGMENT = 1024;

  private final SecureRandom random = new SecureRandom();
  private final ContentKey key = ContentKey.generate(random);

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 1023, 1024, 1025, 1039, 1040, 1041, 66_560, 66_561, 132_095, 132_096, 132_097, 300_000
      })
  void theTagIsThatOfOneCall(int length) throws IOException {
    byte[] plain = new byte[length];
    random.nextBytes(plain);
    byte[] expected = key.encrypt(plain);

    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    key.encrypt(new ByteArrayInputStream(plain), sealed, SEGMENT);
    assertThat(sealed.toByteArray()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 1000, 70_000})
  void piecesOfAnyLengthAreChecked(int piece) {
    byte[] plain = new byte[200_003];
    random.nextBytes(plain);
    byte[] sealed = key.encrypt(plain);
    byte[] opened = Arrays.copyOf(sealed, plain.length);
    byte[] tag = Arrays.copyOfRange(sealed, plain.length, sealed.length);

    assertThat(check(opened, piece, tag)).isTrue();
    assertThat(opened).isEqualTo(plain);
    byte[] forged = Arrays.copyOf(sealed, plain.length);
    forged[random.nextInt(forged.length)] ^= 1;
    assertThat(check(forged, piece, tag)).isFalse();
  }

  private boolean check(byte[] bytes, int piece, byte[] tag) {
    ContentKey.Verifier verifier = key.verifier(SEGMENT);
    for (int at = 0; at < bytes.length; at += piece) {
      verifier.decrypt(bytes, at, Math.min(piece, bytes.length - at));
    }
    return verifier.matches(tag);
  }
}
