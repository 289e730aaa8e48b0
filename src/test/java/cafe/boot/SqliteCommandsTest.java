package cafe.boot;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteCommandsTest extends CommandsContract {}
