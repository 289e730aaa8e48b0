package cafe.hostile;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.LogLines;
import cafe.testkit.TestDevice;
import io.quarkus.test.junit.QuarkusTest;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Strangers with wrong tokens must not fill the disk with lines about them. */
@QuarkusTest
class LogFloodTest {
  private static final int TIMES = 60;

  @Test
  void wrongAccessTokensAreCountedAndHardlyLogged() throws Exception {
    double before = counted();
    String account = TestDevice.create().address().toString();
    try (LogLines log = new LogLines(Class.forName("cafe.web.ProblemMapper"), Level.INFO)) {
      for (int i = 0; i < TIMES; i++) {
        given()
            .header("Authorization", "Bearer made-up-" + i)
            .queryParam("account_addr", account)
            .get("/api/v1/sessions/challenge")
            .then()
            .statusCode(403);
      }
      // Ten a minute, and there may be two minutes; fewer if others were refused before.
      assertThat(log.lines())
          .hasSizeLessThanOrEqualTo(20)
          .noneMatch(line -> line.contains("made-up"));
    }
    assertThat(counted() - before).isEqualTo(TIMES);
  }

  private static double counted() {
    String line = "cafe_faults_total{code=\"access-token-invalid\"} ";
    return when()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(each -> each.startsWith(line))
        .mapToDouble(each -> Double.parseDouble(each.substring(line.length())))
        .findFirst()
        .orElse(0);
  }
}
