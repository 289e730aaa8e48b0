package cafe.database;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

/** What {@code /q/health} tells while all is well; run on each database. */
abstract class HealthContract {

  @Test
  void allIsWell() {
    given().get("/q/health").then().statusCode(200).body("status", is("UP"));
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.name", hasItems("database", "blocks", "peer"))
        .body("checks.find { it.name == 'peer' }.data.enabled", is(true));
    given().get("/q/health/live").then().statusCode(200).body("checks.name", hasItem("writer"));
    given().get("/q/health/started").then().statusCode(200).body("checks.name", hasItem("schema"));
  }
}
