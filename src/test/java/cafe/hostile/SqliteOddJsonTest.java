package cafe.hostile;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteOddJsonTest extends OddJsonContract {}
