package cafe.database;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.LockedOut;
import cafe.testkit.OnPostgresql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OnPostgresql.class)
class PostgresqlHealthTest extends HealthContract {

  @ConfigProperty(name = "quarkus.datasource.pg.jdbc.url")
  String url;

  @Inject AccessTokens tokens;

  /** A database that lets nobody in and has thrown out those who were. */
  @Test
  void withoutItsDatabaseTheCafeIsAliveAndNotReady() throws SQLException {
    try (LockedOut _ = LockedOut.of(url)) {
      given()
          .get("/q/health/ready")
          .then()
          .statusCode(503)
          .body("status", is("DOWN"))
          .body("checks.find { it.name == 'database' }.status", is("DOWN"))
          .body("checks.find { it.name == 'blocks' }.status", is("UP"))
          .body("checks.find { it.name == 'peer' }.status", is("UP"));
      given().get("/q/health/live").then().statusCode(200).body("status", is("UP"));
      given().get("/health").then().statusCode(204);
    }
    // Every pooled connection is dead, and no caller hears of it.
    for (int i = 0; i < 40; i++) {
      tokens.create(new NewAccessToken("after the restart", null, null));
    }
    given().get("/q/health/ready").then().statusCode(200).body("status", is("UP"));
  }
}
