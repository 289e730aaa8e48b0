package cafe.hostile;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteOperatorAttacksTest extends OperatorAttacksContract {}
