package cafe.storage;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteReferencesTest extends ReferencesContract {
  @Override
  int shortSeries() {
    return 20;
  }
}
