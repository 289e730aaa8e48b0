package cafe.conformance;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.Contract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The running cafe shows its contract, and the pages that explain it. */
@QuarkusTest
class ServedContractTest {

  @Test
  void theContractIsServedWhole() throws Exception {
    String served =
        given()
            .queryParam("format", "json")
            .get("/q/openapi")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    JsonNode document = new ObjectMapper().readTree(served);
    JsonNode written = Contract.read().document();
    assertThat(names(document.path("paths"))).isEqualTo(names(written.path("paths")));
    assertThat(names(document.path("components").path("schemas")))
        .isEqualTo(names(written.path("components").path("schemas")));
    assertThat(names(document.path("x-faults"))).isEqualTo(names(written.path("x-faults")));
    assertThat(document.path("openapi").asText()).startsWith("3.1");
  }

  @Test
  void itsPagesAreThere() {
    given().get("/q/swagger-ui/").then().statusCode(200);
    given().get("/q/health").then().statusCode(200);
    given().get("/q/metrics").then().statusCode(200);
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
