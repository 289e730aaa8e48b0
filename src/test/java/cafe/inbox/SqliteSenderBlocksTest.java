package cafe.inbox;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteSenderBlocksTest extends SenderBlocksContract {}
