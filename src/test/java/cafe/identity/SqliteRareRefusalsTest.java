package cafe.identity;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteRareRefusalsTest extends RareRefusalsContract {}
