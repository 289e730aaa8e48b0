package cafe.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Base58;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.limits.Limit;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Access tokens that end, and those of an original cafe; run on each database. */
abstract class ImportedTokensContract {

  /** The original's hash of the secret of bytes 0c to 2b. */
  private static final String HASH = "$2a$10$abcdefghijklmnopqrstuuUYM3kCSkS0Ajcm.zq8wyknFVp.0j0F.";

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject TestClock clock;

  @AfterEach
  void reset() {
    clock.reset();
  }

  @Test
  void aLineOfTheOriginalsListLetsItsTokenIn() {
    byte[] bytes = ownBytes();
    String token = Base58.encode(bytes);
    String listed = line(bytes);
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(token));
    AccessTokens.Taken taken = tokens.take(listed, new NewAccessToken("from before", null, null));
    assertThat(taken.whole()).isFalse();
    String id = taken.token().id();
    assertThat(id).isEqualTo(HexFormat.of().formatHex(bytes, 0, 12));
    assertThat(taken.token().imported()).isTrue();
    TestDevice device = TestDevice.create().register(base, token);
    assertThat(device.access()).isNotEmpty();
    assertThat(tokens.check(token).uses()).isEqualTo(1);
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(listed));
    bytes[43] ^= 1;
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(Base58.encode(bytes)));
    refused(Fault.CONFLICT, () -> tokens.take(listed, new NewAccessToken("twice", null, null)));
    tokens.disable(id);
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(token));
  }

  /** A token's bytes, of which the hash is known: an id of this test's own, and the secret. */
  private static byte[] ownBytes() {
    byte[] bytes = new byte[44];
    new SecureRandom().nextBytes(bytes);
    for (int i = 12; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  /** Its line of the original's list. */
  private static String line(byte[] token) {
    return line(token, HASH);
  }

  private static String line(byte[] token, String hash) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.write(token, 0, 12);
    line.writeBytes(hash.getBytes(StandardCharsets.US_ASCII));
    return Base58.encode(line.toByteArray());
  }

  /** Each check of an imported token costs a bcrypt: only so many are made at once. */
  @Test
  void guessesAtAnImportedTokenAreLimited() {
    clock.stop();
    byte[] bytes = ownBytes();
    byte[] secret = Arrays.copyOfRange(bytes, 12, 44);
    String cheap = OpenBSDBCrypt.generate("2a", secret, new byte[16], 4);
    tokens.take(line(bytes, cheap), new NewAccessToken("guessed at", null, null));
    bytes[43] ^= 1;
    String guess = Base58.encode(bytes);
    for (int i = 0; i < Limit.SLOW_TOKEN_CHECK.burst(); i++) {
      refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(guess));
    }
    refused(Fault.RATE_LIMITED, () -> tokens.check(guess));
    byte[] other = ownBytes();
    tokens.take(line(other, cheap), new NewAccessToken("another", null, null));
    assertThat(tokens.check(Base58.encode(other)).label()).as("others go on").isEqualTo("another");
    clock.advance(Duration.ofMinutes(1));
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(guess));
  }

  @Test
  void aTokenEnds() {
    var token = tokens.create(new NewAccessToken("a day", Duration.ofDays(1), null));
    assertThat(tokens.check(token.text()).id()).isEqualTo(token.token().id());
    clock.advance(Duration.ofHours(25));
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(token.text()));
  }

  private static void refused(Fault fault, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(CafeException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }
}
