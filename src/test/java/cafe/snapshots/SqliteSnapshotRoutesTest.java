package cafe.snapshots;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteSnapshotRoutesTest extends SnapshotRoutesContract {}
