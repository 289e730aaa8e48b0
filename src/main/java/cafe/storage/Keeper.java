package cafe.storage;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores content and references it: what rooms build on.
 *
 * <p>A reference is named by owner and root. Taking it again widens its scope and keeps the later
 * of the two ends. Methods that return normally are durable.
 */
public interface Keeper {
  /**
   * Stores content for an owner. {@code alongside} runs in the unit of work that takes the
   * references, after them (and, like it, perhaps more than once), so that a room's own rows commit
   * with them. Not to be called inside a unit of work: bytes are written first.
   *
   * @param until when the references lapse, or null for never
   * @return what {@code alongside} returned
   */
  <T> T keep(
      Owner owner,
      Collection<? extends Content> contents,
      @Nullable Instant until,
      Supplier<T> alongside);

  /** As above, without rows alongside and for ever. */
  default void keep(Owner owner, Collection<? extends Content> contents) {
    keep(owner, contents, null, () -> Boolean.TRUE);
  }

  /**
   * References what is already here, all of it or nothing: of a file its chunks too, of a directory
   * only itself. May be called inside a unit of work and commits with it.
   *
   * @param until when the references lapse, or null for never
   * @return the roots that are here, complete, and now referenced; the others were not
   */
  Set<Cid> hold(Owner owner, Collection<Cid> roots, @Nullable Instant until);

  /**
   * Sets the end of all references of an owner. May be called inside a unit of work.
   *
   * @param until when they lapse, or null for never
   */
  void keepUntil(Owner owner, @Nullable Instant until);

  /** Removes references of an owner. May be called inside a unit of work. */
  void release(Owner owner, Collection<Cid> roots);

  /** Removes all references of an owner. May be called inside a unit of work. */
  void release(Owner owner);

  /** What an owner references, in order of its roots, after one of them, at most {@code limit}. */
  List<References.Pin> pins(Owner owner, @Nullable Multihash after, int limit);

  /** How much an owner references. */
  References.Usage usage(Owner owner);
}
