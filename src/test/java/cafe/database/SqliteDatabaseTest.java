package cafe.database;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteDatabaseTest extends DatabaseContract {
  @Override
  Database.Kind expectedKind() {
    return Database.Kind.SQLITE;
  }
}
