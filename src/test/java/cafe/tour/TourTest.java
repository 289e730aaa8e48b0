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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The whole tour: what a cafe is for, through the generated client. */
@QuarkusTest
class TourTest {

  private static final Pattern STEP = Pattern.compile("^ *\\d+\\. ");
  private static final Pattern TIMED = Pattern.compile(STEP + "\\S.* +\\d+\\.\\d ms  \\S.*");

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
        .doesNotContain(token)
        .doesNotContain("key=");
    List<String> steps =
        told.toString(StandardCharsets.UTF_8).lines().filter(STEP.asPredicate()).toList();
    assertThat(steps)
        .hasSizeGreaterThan(8)
        .allMatch(step -> TIMED.matcher(step).matches(), "tells its time");
  }

  @Test
  void whatIsKeptIsReadByTheLinkThatIsTold() throws Exception {
    String token = tokens.create(new NewAccessToken("tour", null, 3)).text();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    TourPlan plan = new TourPlan(url.toString(), url.toString(), token, Optional.empty(), true);
    new Tour(plan, clock, random, new PrintStream(told, true, StandardCharsets.UTF_8)).run();
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("Nobody leaves")
        .doesNotContain("All three leave");
    Matcher links =
        Pattern.compile("\"(http[^\"]+)\"").matcher(told.toString(StandardCharsets.UTF_8));
    List<String> found = links.results().map(link -> link.group(1)).toList();
    assertThat(found).hasSize(2);
    byte[] photo = Photo.own().getFirst().bytes();
    assertThat(get(found.get(0)).body()).hasSize(photo.length + 16).isNotEqualTo(photo);
    assertThat(get(found.get(1)).body()).isEqualTo(photo);
  }

  private static HttpResponse<byte[]> get(String link) throws Exception {
    HttpClient.Builder plain = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    try (HttpClient http = plain.build()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(link)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }
}
