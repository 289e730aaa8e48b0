package cafe.database;

import cafe.testkit.OnPostgresql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(OnPostgresql.class)
class PostgresqlDatabaseTest extends DatabaseContract {
  @Override
  Database.Kind expectedKind() {
    return Database.Kind.POSTGRESQL;
  }
}
