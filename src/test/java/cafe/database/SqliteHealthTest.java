package cafe.database;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteHealthTest extends HealthContract {}
