package cafe.snapshots.store;

import cafe.database.Database;
import cafe.kernel.PeerId;
import cafe.snapshots.Snapshot;
import cafe.snapshots.SnapshotInfo;
import cafe.snapshots.SnapshotRepository;
import cafe.snapshots.store.SnapshotEntity.Head;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.query.Page;

/** Snapshots as a table. */
@ApplicationScoped
class JpaSnapshots implements SnapshotRepository {

  private final SnapshotEntity.Repository rows;
  private final Database database;

  JpaSnapshots(SnapshotEntity.Repository rows, Database database) {
    this.rows = rows;
    this.database = database;
  }

  @Override
  public Optional<SnapshotInfo> lockCurrent(String thread, PeerId client) {
    // The row may not exist yet, so the lock is on its name.
    lock("snapshot " + client + " " + thread);
    return current(thread, client);
  }

  /** Until the unit of work ends. SQLite has one writer anyway. */
  private void lock(String name) {
    if (database.kind() == Database.Kind.POSTGRESQL) {
      rows.getSession()
          .createNativeQuery(
              "select 1 from pg_advisory_xact_lock(hashtextextended(:name, 0))", Integer.class)
          .setParameter("name", name)
          .getSingleResult();
    }
  }

  @Override
  public Optional<SnapshotInfo> current(String thread, PeerId client) {
    return rows.current(thread, client.toString()).map(JpaSnapshots::info);
  }

  @Override
  public Optional<Snapshot> find(String thread, PeerId client, long version) {
    return (version == 0
            ? rows.currentWithBytes(thread, client.toString())
            : rows.version(thread, client.toString(), version))
        .map(row -> new Snapshot(info(row), row.ciphertext));
  }

  @Override
  public List<SnapshotInfo> versions(String thread, PeerId client) {
    return rows.versions(thread, client.toString()).stream().map(JpaSnapshots::info).toList();
  }

  @Override
  public List<SnapshotInfo> ofClient(PeerId client, String afterThread, int limit) {
    return rows.ofClient(client.toString(), afterThread, Page.first(limit)).stream()
        .map(JpaSnapshots::info)
        .toList();
  }

  @Override
  public long lockCount(PeerId client) {
    lock("snapshots " + client);
    return rows.number(client.toString());
  }

  @Override
  public void insert(Snapshot snapshot) {
    SnapshotInfo info = snapshot.info();
    rows.retire(info.thread(), info.client().toString());
    SnapshotEntity row = new SnapshotEntity();
    row.thread = info.thread();
    row.client = info.client().toString();
    row.version = info.version();
    row.digest = info.digest();
    row.size = info.size();
    row.storedAt = info.stored().toEpochMilli();
    row.current = true;
    row.ciphertext = snapshot.ciphertext();
    rows.insert(row);
  }

  @Override
  public void deleteUpTo(String thread, PeerId client, long version) {
    rows.deleteUpTo(thread, client.toString(), version);
  }

  @Override
  public void delete(String thread, PeerId client) {
    rows.deleteAll(thread, client.toString());
  }

  @Override
  public void deleteOf(PeerId client) {
    rows.deleteOf(client.toString());
  }

  private static SnapshotInfo info(Head head) {
    return new SnapshotInfo(
        head.thread(),
        PeerId.parse(head.client()),
        head.version(),
        head.digest(),
        head.size(),
        Instant.ofEpochMilli(head.storedAt()));
  }

  private static SnapshotInfo info(SnapshotEntity row) {
    return info(new Head(row.thread, row.client, row.version, row.digest, row.size, row.storedAt));
  }
}
