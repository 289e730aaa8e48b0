package cafe.database;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.OnPostgresql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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
    String elsewhere = url.replaceFirst("/postgres(?=\\?|$)", "/template1");
    assertThat(elsewhere).isNotEqualTo(url);
    try (Connection operator = DriverManager.getConnection(elsewhere, "postgres", "postgres");
        Statement statement = operator.createStatement()) {
      try {
        statement.execute("update pg_database set datallowconn = false where datname = 'postgres'");
        statement.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'postgres'");
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
      } finally {
        statement.execute("update pg_database set datallowconn = true where datname = 'postgres'");
      }
    }
    // Every pooled connection is dead, and no caller hears of it.
    for (int i = 0; i < 40; i++) {
      tokens.create(new NewAccessToken("after the restart", null, null));
    }
    given().get("/q/health/ready").then().statusCode(200).body("status", is("UP"));
  }
}
