package cafe.directory;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteDirectoryRoutesTest extends DirectoryRoutesContract {}
