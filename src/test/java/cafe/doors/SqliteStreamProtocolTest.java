package cafe.doors;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteStreamProtocolTest extends StreamProtocolContract {}
