package cafe.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.Fault;
import cafe.testkit.RawHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What every refusal has to be: a problem with a code of the catalogue that tells no internals. */
final class Refusals {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> CODES =
      Arrays.stream(Fault.values()).map(Fault::code).collect(Collectors.toSet());

  /** Names of classes, of parts, of folders, and words of SQL. */
  private static final Pattern INTERNALS =
      Pattern.compile(
          "exception|java\\.|javax|jakarta|quarkus|vertx|vert\\.x|netty|jackson|hibernate|sqlite"
              + "|postgres|\\bsql\\b|\\bselect\\b|insert into|\\bdelete from|\\bat [a-z]+\\.[a-z]"
              + "|/tmp/|/home/|/target/|cafe\\.[a-z]+\\.[A-Z]",
          Pattern.CASE_INSENSITIVE);

  private Refusals() {}

  /**
   * Asserts it and returns the code; the refusal of a HEAD request, and of what is no HTTP, has
   * none.
   */
  static String code(Call call, RawHttp.Answer answer) throws IOException {
    assertThat(answer.status()).as("%s", call).isBetween(400, 499);
    assertThat(answer.headers().toString() + answer.text())
        .as("%s", call)
        .doesNotContainPattern(INTERNALS);
    if (call.method().equals("HEAD") || RawHttp.isOfTheProtocol(answer)) {
      return "";
    }
    assertThat(answer.headers())
        .as("%s", call)
        .containsEntry("content-type", "application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("status").asInt()).as("%s", call).isEqualTo(answer.status());
    assertThat(CODES).as("%s", call).contains(problem.path("code").asText());
    return problem.path("code").asText();
  }

  /** Asserts that an answer is a refusal, or a success that says nothing it should not. */
  static void orHarmless(Call call, RawHttp.Answer answer) throws IOException {
    if (answer.status() >= 400) {
      String unused = code(call, answer);
    } else {
      assertThat(answer.status()).as("%s", call).isBetween(200, 308);
    }
  }
}
