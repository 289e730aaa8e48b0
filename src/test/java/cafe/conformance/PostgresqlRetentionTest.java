package cafe.conformance;

import cafe.testkit.OnPostgresql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(OnPostgresql.class)
class PostgresqlRetentionTest extends RetentionContract {}
