package cafe.hostile;

import cafe.testkit.SmallCafe;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(SmallCafe.class)
class SqliteBodySizesTest extends BodySizesContract {}
