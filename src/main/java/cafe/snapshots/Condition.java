package cafe.snapshots;

import java.util.Optional;
import java.util.Set;

/** What must hold of the current version for a write to happen (RFC 9110, section 13). */
public sealed interface Condition {

  /** Whether the write may happen. */
  boolean holds(Optional<SnapshotInfo> current);

  /** Always. */
  record None() implements Condition {
    @Override
    public boolean holds(Optional<SnapshotInfo> current) {
      return true;
    }
  }

  /** Only if there is no snapshot yet: {@code If-None-Match: *}. */
  record Absent() implements Condition {
    @Override
    public boolean holds(Optional<SnapshotInfo> current) {
      return current.isEmpty();
    }
  }

  /** Only if there is one: {@code If-Match: *}. */
  record Present() implements Condition {
    @Override
    public boolean holds(Optional<SnapshotInfo> current) {
      return current.isPresent();
    }
  }

  /**
   * Only if the current version has one of these tags: {@code If-Match}.
   *
   * @param tags entity tags without quotes
   */
  record Matches(Set<String> tags) implements Condition {
    @Override
    public boolean holds(Optional<SnapshotInfo> current) {
      return current.map(SnapshotInfo::tag).filter(tags::contains).isPresent();
    }
  }

  /** Always. */
  Condition NONE = new None();
}
