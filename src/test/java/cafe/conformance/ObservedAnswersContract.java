package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.NodeIdentity;
import cafe.testkit.GoClient;
import cafe.testkit.RawHttp.Answer;
import cafe.testkit.TestDevice;
import cafe.testkit.Vectors;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * What the original was seen to answer, request by request, in the bytes that its clients send: the
 * cafe answers the same, or the table says what else and why; run on each database.
 */
abstract class ObservedAnswersContract {

  private static final String CAFE =
      "{\"peer\":\"CAFE\",\"address\":\"OWNER\",\"api\":\"v1\","
          + "\"protocol\":\"/textile/cafe/1.0.0\",\"node\":\"0.7.8\",\"url\":\"URL\"}";
  private static final String SESSION =
      "{\"id\":\"CAFE\",\"access\":\"JWT\",\"exp\":\"TIME\",\"refresh\":\"JWT\",\"rexp\":\"TIME\","
          + "\"subject\":\"PEER\",\"type\":\"JWT\",\"cafe\":"
          + CAFE
          + "}";
  private static final String MESSAGE = "{\"id\":\"CID\",\"peer\":\"AUTHOR\",\"date\":\"TIME\"}";
  private static final int MANY = 3;

  /** Refusals that the original gave without a text. */
  private static final Map<String, String> SILENT =
      Map.of("401", "401 unauthorized", "403", "403 forbidden");

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject NodeIdentity node;

  @Test
  void theOriginalsAnswers() throws IOException {
    String token = tokens.create(new NewAccessToken("observed", null, null)).text();
    TestDevice bob = TestDevice.create().register(base, token);
    List<String[]> rows = Vectors.read("observed_answers.txt");
    SoftAssertions soft = new SoftAssertions();
    try (GoClient http = new GoClient(base)) {
      ObservedRequests requests = new ObservedRequests(http, token, bob);
      assertThat(rows).hasSameSizeAs(requests.all().keySet());
      for (String[] row : rows) {
        ObservedRequests.Request request = requests.all().get(row[0]);
        assertThat(request).as(row[0]).isNotNull();
        Answer answer = request.send();
        soft.assertThat(words(answer, requests)).as(row[0]).isEqualTo(expected(row));
        checkType(soft, row[0], answer);
      }
    }
    soft.assertAll();
  }

  private static String expected(String[] row) {
    boolean same = row[2].equals("=");
    assertThat(row[3].isBlank()).as("a reason for the difference: %s", row[0]).isEqualTo(same);
    return same ? SILENT.getOrDefault(row[1], row[1]) : row[2];
  }

  /** JSON is told to be JSON, errors to be problems; what has no body has no type to be told. */
  private static void checkType(SoftAssertions soft, String name, Answer answer) {
    String type = answer.headers().getOrDefault("content-type", "").split(";", 2)[0];
    if (answer.status() >= 400) {
      soft.assertThat(type).as(name).isIn("application/problem+json", "text/html");
    } else if (answer.text().startsWith("{") && !name.startsWith("gateway data")) {
      soft.assertThat(type).as(name).isEqualTo("application/json");
    }
    if (answer.status() == 401 || answer.status() == 403) {
      soft.assertThat(answer.headers()).as(name).containsEntry("cache-control", "no-store");
    }
  }

  private String words(Answer answer, ObservedRequests requests) {
    String type = answer.headers().getOrDefault("content-type", "");
    String said;
    if (type.startsWith("text/html")) {
      said = "PAGE";
    } else if (answer.status() >= 400) {
      said = new JsonObject(answer.text()).getString("error");
    } else if (answer.status() >= 300) {
      said = "-> " + answer.headers().get("location");
    } else {
      said = named(answer.text(), requests);
    }
    return (answer.status() + " " + said).strip();
  }

  /** Ids, tokens and times as words; sessions and longer lists, if they are exact, as one. */
  private String named(String body, ObservedRequests requests) {
    String named =
        body.replace(node.peerId().toString(), "CAFE")
            .replace(requests.client().peer().toString(), "PEER")
            .replace(requests.author().peer().toString(), "AUTHOR")
            .replace(requests.client().address(), "ADDRESS")
            .replaceAll("\"P[1-9A-HJ-NP-Za-km-z]{47}\"", "\"OWNER\"")
            .replaceAll("\"url\":\"http://[^\"]+\"", "\"url\":\"URL\"")
            .replaceAll("ey[\\w-]+\\.[\\w-]+\\.[\\w-]+", "JWT")
            .replaceAll("\\bQm[1-9A-HJ-NP-Za-km-z]{44}\\b", "CID")
            .replaceAll(
                "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.(\\d{3}){1,3})?Z\"", "\"TIME\"")
            .replaceAll("\\b[0-9A-Za-z]{27}\\b", "KSUID")
            .replace(SESSION, "SESSION");
    String list = named.replaceFirst("^\\{\"messages\":\\[", "").replaceFirst("]}$", "");
    int count = (list.length() + 1) / (MESSAGE.length() + 1);
    boolean exact = list.equals(String.join(",", java.util.Collections.nCopies(count, MESSAGE)));
    return exact && count >= MANY ? count + " MESSAGES" : named;
  }
}
