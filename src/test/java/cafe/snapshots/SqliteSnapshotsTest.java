package cafe.snapshots;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteSnapshotsTest extends SnapshotRepositoryContract {}
