package cafe.testkit;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The cafe on a real PostgreSQL, which is started once for all tests of a run and dies with it.
 * Each application start gets a database of its own.
 */
public class OnPostgresql implements QuarkusTestProfile {

  @Override
  public String getConfigProfile() {
    return "test,pg";
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    EmbeddedPostgres server = Server.RUNNING;
    return new HashMap<>(
        Map.of(
            "quarkus.datasource.pg.jdbc.url", server.getJdbcUrl("postgres", "postgres"),
            "quarkus.datasource.pg.username", "postgres",
            "quarkus.datasource.pg.password", "postgres"));
  }

  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("max_connections", "100")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException("PostgreSQL did not start", e);
      }
    }
  }
}
