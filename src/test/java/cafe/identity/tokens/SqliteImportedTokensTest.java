package cafe.identity.tokens;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteImportedTokensTest extends ImportedTokensContract {}
