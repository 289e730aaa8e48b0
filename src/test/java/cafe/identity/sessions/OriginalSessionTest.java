package cafe.identity.sessions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cafe.crypto.Ed25519PublicKey;
import cafe.identity.sessions.SessionTokens.Scope;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.testkit.FakeClock;
import cafe.testkit.Vectors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The session that an original cafe gave in 2019, read as that cafe's own would be. */
class OriginalSessionTest {

  private static final PeerId CAFE =
      PeerId.parse("12D3KooW9yaALxxk31nnaPZB9tzjwxFyPUBrwLuCXZ3FnAWg8VyV");
  private static final String CLIENT = "12D3KooWCMVLfMV8uzYpFN38qn2eMs48tAuHdVZdj3aF6nex6zay";

  private final FakeClock clock = new FakeClock();

  private static String[] vector(Scope scope) {
    return Vectors.read("original_sessions.txt").stream()
        .filter(line -> line[0].equals(scope.name().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow();
  }

  private TokenReader reader(PeerId signer) {
    return new TokenReader(Ed25519PublicKey.of(signer.ed25519PublicKey().orElseThrow()), clock);
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void isReadWithTheKeyInItsIssuersName(Scope scope) {
    String[] vector = vector(scope);
    clock.set(Instant.ofEpochSecond(Long.parseLong(vector[2])));
    TokenClaims claims = reader(CAFE).read(vector[1], scope);
    assertThat(claims)
        .isEqualTo(
            new TokenClaims(
                vector(Scope.ACCESS)[4],
                CLIENT,
                Long.parseLong(vector[2]),
                Long.parseLong(vector[3]),
                true));
    assertThat(scope.prefix() + claims.session()).isEqualTo(vector[4]);
    Duration life = Duration.ofSeconds(claims.expiresAt() - claims.issuedAt());
    assertThat(life).isEqualTo(Duration.ofDays(scope == Scope.ACCESS ? 28 : 56));
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void itsClaimsAreThoseOfTheReferenceInTheirOrder(Scope scope) throws IOException {
    byte[] body = Base64.getUrlDecoder().decode(vector(scope)[1].split("\\.")[1]);
    JsonNode claims = new ObjectMapper().readTree(new String(body, UTF_8));
    assertThat(claims.fieldNames())
        .toIterable()
        .containsExactly("scopes", "aud", "exp", "jti", "iat", "iss", "sub");
    assertThat(claims.path("iss").asText()).isEqualTo(CAFE.toString());
  }

  @Test
  void hasEndedAndIsNobodyElses() {
    String access = vector(Scope.ACCESS)[1];
    assertThat(refusal(CAFE, access)).isEqualTo(Fault.TOKEN_EXPIRED);
    clock.set(Instant.ofEpochSecond(Long.parseLong(vector(Scope.ACCESS)[2])));
    assertThat(refusal(PeerId.parse(CLIENT), access)).isEqualTo(Fault.TOKEN_INVALID);
    assertThat(refusal(CAFE, vector(Scope.REFRESH)[1])).isEqualTo(Fault.TOKEN_INVALID);
  }

  private Fault refusal(PeerId signer, String token) {
    CafeException refused =
        catchThrowableOfType(CafeException.class, () -> reader(signer).read(token, Scope.ACCESS));
    assertThat(refused).isNotNull();
    return refused.fault();
  }
}
