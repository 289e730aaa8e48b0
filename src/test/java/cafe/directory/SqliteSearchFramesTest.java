package cafe.directory;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteSearchFramesTest extends SearchFramesContract {}
