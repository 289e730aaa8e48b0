package cafe.snapshots;

import cafe.kernel.PeerId;
import java.util.List;
import java.util.Optional;

/** Where versions are kept. All methods run inside a unit of work. */
public interface SnapshotRepository {

  /** The current version, locked against other writers until the unit of work ends. */
  Optional<SnapshotInfo> lockCurrent(String thread, PeerId client);

  /** The current version. */
  Optional<SnapshotInfo> current(String thread, PeerId client);

  /** A version with its bytes; the current one for {@code version} 0. */
  Optional<Snapshot> find(String thread, PeerId client, long version);

  /** All kept versions of a snapshot, newest first. */
  List<SnapshotInfo> versions(String thread, PeerId client);

  /** Current versions of a client, ordered by thread, after one of them; from "" at first. */
  List<SnapshotInfo> ofClient(PeerId client, String afterThread, int limit);

  /**
   * How many threads a client keeps snapshots of; who else asks waits until the unit of work ends.
   */
  long lockCount(PeerId client);

  /** Adds a version and makes it the current one. */
  void insert(Snapshot snapshot);

  /** Forgets versions up to and including one. */
  void deleteUpTo(String thread, PeerId client, long version);

  /** Removes a snapshot with all versions. */
  void delete(String thread, PeerId client);

  /** Removes all of a client. */
  void deleteOf(PeerId client);
}
