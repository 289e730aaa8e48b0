package cafe.doors;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteUnsentObjectsTest extends UnsentObjectsContract {}
