package cafe.hostile;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** Requests of methods that nobody knows must not each leave a meter behind. */
@QuarkusTest
class MadeUpMethodsTest {

  @TestHTTPResource("/cafe")
  URI cafe;

  @Test
  void madeUpMethodsAreMeasuredTogether() throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (String method : new String[] {"BREW", "STEEP", "GET"}) {
        HttpRequest request =
            HttpRequest.newBuilder(cafe)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        http.send(request, BodyHandlers.discarding());
      }
    }
    String metrics = when().get("/q/metrics").asString();
    assertThat(metrics)
        .doesNotContain("BREW", "STEEP")
        .contains("method=\"OTHER\"", "method=\"GET\"");
  }
}
