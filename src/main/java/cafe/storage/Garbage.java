package cafe.storage;

import cafe.ipld.Multihash;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows as collection sees them: a port. Every method runs inside a unit of work. Times are
 * milliseconds since 1970.
 */
public interface Garbage {
  /** Removes references that lapsed at a time, at most {@code limit}; how many it removed. */
  int removeLapsed(long at, int limit);

  /** The first owner in the order of their texts after one of them that references anything. */
  Optional<Owner> nextOwner(String after);

  /** Removes those references of an owner that were last taken by a time. */
  void abandon(Owner owner, long takenBy);

  /** Looks at some live blocks, in order of their hash, after one of them. Changes nothing. */
  Scan scan(@Nullable Multihash after, int limit);

  /** Condemns those blocks that are live and that nobody references. */
  void condemn(Collection<Multihash> hashes, long now);

  /**
   * Takes blocks that were condemned by a time, oldest first: those that somebody references after
   * all are live again, the others are leaving.
   *
   * @return those that are leaving now
   */
  List<Multihash> evict(long condemnedBy, int limit, long now);

  /** Blocks that are leaving since a time or longer: a collection died on the way. */
  List<Multihash> leaving(long since, int limit);

  /**
   * Forgets blocks that were leaving and whose bytes are gone, and counts that as one of {@link
   * References#removals}.
   */
  void forget(Collection<Multihash> hashes);

  /** Of these blocks, those that have no row. Changes nothing. */
  Set<Multihash> unknown(Collection<Multihash> hashes);

  /** Gives condemned rows to blocks that have none. */
  void adopt(Collection<Multihash> hashes, long now);

  /**
   * Some blocks that were looked at.
   *
   * @param unreferenced those that nobody references
   * @param last the last one looked at, null if there was none
   */
  record Scan(List<Multihash> unreferenced, @Nullable Multihash last) {}
}
