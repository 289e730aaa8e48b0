package cafe.storage;

import cafe.testkit.OnPostgresql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(OnPostgresql.class)
class PostgresqlReferencesTest extends ReferencesContract {
  @Override
  int shortSeries() {
    return 10;
  }
}
