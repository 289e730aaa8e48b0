package cafe.tour;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The whole tour: what a cafe is for, through the generated client. */
@QuarkusTest
class TourTest {

  @Inject AccessTokens tokens;
  @Inject Clock clock;
  @Inject SecureRandom random;

  @TestHTTPResource URI url;

  @Test
  void theMainJobIsDone() {
    String token = tokens.create(new NewAccessToken("tour", null, 3)).text();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    TourPlan plan = new TourPlan(url.toString(), url.toString(), token, Optional.empty());
    new Tour(plan, clock, random, new PrintStream(told, true, StandardCharsets.UTF_8)).run();
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("every byte as it was")
        .contains("All three leave")
        .doesNotContain(token);
  }
}
