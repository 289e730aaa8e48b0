package cafe.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Base58;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Access tokens that end, and those of an original cafe; run on each database. */
abstract class ImportedTokensContract {

  /** Bytes 00 to 2b, as a client has them, and the original's hash of their secret. */
  private static final String TOKEN = "15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe";

  private static final String ID = "000102030405060708090a0b";
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
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int i = 0; i < 12; i++) {
      line.write(i);
    }
    line.writeBytes(HASH.getBytes(StandardCharsets.US_ASCII));
    String listed = Base58.encode(line.toByteArray());
    // Other tests of the same cafe may have taken it over, too.
    tokens.list().stream().map(AccessToken::id).filter(ID::equals).forEach(tokens::delete);
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(TOKEN));
    AccessToken taken = tokens.take(listed, new NewAccessToken("from before", null, null));
    assertThat(taken.id()).isEqualTo(ID);
    assertThat(taken.imported()).isTrue();
    TestDevice device = TestDevice.create().register(base, TOKEN);
    assertThat(device.access()).isNotEmpty();
    assertThat(tokens.check(TOKEN).uses()).isEqualTo(1);
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(listed));
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(TOKEN.replace("Ne", "Nf")));
    refused(Fault.CONFLICT, () -> tokens.take(listed, new NewAccessToken("twice", null, null)));
    tokens.delete(taken.id());
    refused(Fault.ACCESS_TOKEN_INVALID, () -> tokens.check(TOKEN));
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
