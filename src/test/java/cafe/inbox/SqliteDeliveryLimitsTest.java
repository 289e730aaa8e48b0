package cafe.inbox;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteDeliveryLimitsTest extends DeliveryLimitsContract {}
