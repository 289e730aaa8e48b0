package cafe.hostile;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteDirectoryAttacksTest extends DirectoryAttacksContract {}
