package cafe.conformance;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteObservedAnswersTest extends ObservedAnswersContract {}
