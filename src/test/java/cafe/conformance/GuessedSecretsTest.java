package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.admin.http.OperatorListener;
import cafe.testkit.Contract;
import cafe.testkit.ContractWatch;
import cafe.testkit.SmallCafe;
import cafe.testkit.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers to those who do not know the operator's secret, and try. */
@QuarkusTest
@TestProfile(SmallCafe.class)
class GuessedSecretsTest {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Inject OperatorListener operator;
  @Inject TestClock clock;

  @Test
  void whoGuessesTheOperatorsSecretIsSoonNotHeard() throws Exception {
    clock.stop();
    for (int i = 0; i < SmallCafe.GUESSES; i++) {
      assertThat(guess("GET", "/operator/v1/account").statusCode()).isEqualTo(403);
    }
    int routes = 0;
    for (Contract.Operation operation : Contract.read().operations()) {
      if (operation.path().startsWith("/operator/")) {
        String path = operation.path().replaceAll("[{]\\w+}", "x");
        assertThat(guess(operation.method(), path).statusCode()).as(path).isEqualTo(429);
        routes++;
      }
    }
    assertThat(routes).isGreaterThan(5);
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private HttpResponse<String> guess(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(operator.url() + path))
            .header("Authorization", "Bearer guessed")
            .method(method, BodyPublishers.noBody())
            .build();
    return ContractWatch.seen(HTTP.send(request, BodyHandlers.ofString()));
  }
}
