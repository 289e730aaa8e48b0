package cafe.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.Contract.Operation;
import cafe.testkit.RawHttp;
import cafe.testkit.SmallCafe;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are refused by what is announced, before any of them is read. */
@QuarkusTest
@TestProfile(SmallCafe.class)
class AnnouncedBodiesTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;

  private Belongings own;
  private Calls calls;

  @BeforeEach
  void settle() throws IOException {
    String token = tokens.create(new NewAccessToken("sizes", null, null)).text();
    own = Belongings.settle(base, token);
    calls = new Calls(base, token, own);
  }

  /** W6: the answer comes although not a byte of the body was sent. */
  @Test
  void w6ABodyThatIsDeclaredTooLong() throws IOException {
    for (Operation operation : Calls.withBody()) {
      for (String length : List.of("10737418240", "9223372036854775807")) {
        Call call = calls.of(operation);
        RawHttp.Answer answer =
            RawHttp.parse(RawHttp.exchange(call.base(), call.head("Content-Length: " + length)));
        assertThat(answer.status()).as("%s", call).isEqualTo(413);
        assertThat(Refusals.code(call, answer)).isEqualTo("too-large");
        Call patient = call.field("Expect: 100-continue");
        String refused = RawHttp.exchange(call.base(), patient.head("Content-Length: " + length));
        assertThat(RawHttp.status(refused)).as("%s is not told to go on", call).isEqualTo(413);
      }
    }
    own.assertUntouched();
  }

  @Test
  void lengthsThatAreNone() throws IOException {
    for (Operation operation : Calls.withBody()) {
      for (String length : List.of("-1", "x", "9223372036854775808", "1, 2")) {
        Call call = calls.of(operation);
        String answer = RawHttp.exchange(call.base(), call.head("Content-Length: " + length));
        assertThat(answer).as("%s %s", call, length).startsWith("HTTP/1.1 4");
      }
    }
    own.assertUntouched();
  }

  /** Where nothing is to be sent, a body is not waited for. */
  @Test
  void bodiesWhereNoneBelongs() throws IOException {
    for (Operation operation : Calls.all()) {
      boolean content = operation.path().startsWith("/ipfs/");
      if (!operation.node().has("requestBody") && !content) {
        Call good = calls.of(operation);
        // The operator's are refused for the length, so they may be good otherwise.
        Call call = Calls.isOperators(operation) ? good : good.as("");
        String head = call.head("Content-Length: 9223372036854775807");
        Refusals.orHarmless(call, RawHttp.parse(exchange(call, head)));
      }
    }
    own.assertUntouched();
  }

  private String exchange(Call call, String request) {
    try {
      return RawHttp.exchange(call.base(), request);
    } catch (IOException e) {
      throw new AssertionError(call + " was not answered", e);
    }
  }
}
