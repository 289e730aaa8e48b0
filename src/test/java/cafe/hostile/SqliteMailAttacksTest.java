package cafe.hostile;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteMailAttacksTest extends MailAttacksContract {}
