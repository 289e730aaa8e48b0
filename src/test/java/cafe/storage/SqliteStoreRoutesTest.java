package cafe.storage;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteStoreRoutesTest extends StoreRoutesContract {}
