package cafe.conformance;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteRetentionTest extends RetentionContract {}
