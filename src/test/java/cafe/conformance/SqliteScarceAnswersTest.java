package cafe.conformance;

import cafe.testkit.SmallCafe;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(SmallCafe.class)
class SqliteScarceAnswersTest extends ScarceAnswersContract {}
