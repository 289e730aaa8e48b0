package cafe.identity.http;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteSessionRoutesTest extends SessionRoutesContract {}
