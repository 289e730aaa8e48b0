package cafe.identity.http;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteSessionLifeTest extends SessionLifeContract {}
