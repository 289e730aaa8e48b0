package cafe.directory.queries;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteLocalAnswersTest extends LocalAnswersContract {}
