package cafe.hostile;

import cafe.testkit.SmallCafeOnPostgresql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(SmallCafeOnPostgresql.class)
class PostgresqlBodySizesTest extends BodySizesContract {}
