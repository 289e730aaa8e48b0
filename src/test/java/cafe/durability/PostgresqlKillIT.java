package cafe.durability;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Kills the cafe on a real PostgreSQL, which lives on; a fifth as often, because the order of steps
 * is the same but for the database's own.
 */
class PostgresqlKillIT extends KillContract {
  private EmbeddedPostgres server;

  PostgresqlKillIT() {
    super("postgresql", Math.max(1, KILLS / 5));
  }

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  @Override
  Map<String, String> database() {
    return Map.of("CAFE_DATABASE_URL", url());
  }

  @Override
  Rows rows(Map<Path, byte[]> files, Path data, Path scratch) throws SQLException {
    return Rows.of(url());
  }

  private String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }
}
