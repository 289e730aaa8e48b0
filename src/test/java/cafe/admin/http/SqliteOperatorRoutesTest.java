package cafe.admin.http;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteOperatorRoutesTest extends OperatorRoutesContract {}
