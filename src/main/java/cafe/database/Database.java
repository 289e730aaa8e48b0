package cafe.database;

import java.util.function.Supplier;

/**
 * Runs units of work. Inside one, a room's repositories work on its transaction; outside, they
 * fail.
 */
public interface Database {

  /**
   * Runs {@code work} in a transaction and returns once its changes are durable. Inside another
   * {@code write} it joins that one.
   *
   * <p>The work may run more than once and on another thread: it must change nothing but the
   * database, take what it needs as captured values, and not block on anything else.
   *
   * @throws cafe.kernel.CafeException what the work threw, its changes undone; {@code OVERLOADED}
   *     when too many units wait; {@code UNAVAILABLE} when the database is gone, full or locked:
   *     nothing was changed then, unless the database's confirmation was lost, so that the change
   *     may have been made all the same
   */
  <T> T write(Supplier<T> work);

  /** As {@link #write(Supplier)}, for work without a result. */
  default void write(Runnable work) {
    write(
        () -> {
          work.run();
          return Boolean.TRUE;
        });
  }

  /**
   * Runs {@code work} on one consistent view of the database, on the calling thread. It must not
   * change anything. Inside a {@code write} it joins that one and sees its changes.
   *
   * @throws cafe.kernel.CafeException {@code UNAVAILABLE} when the database cannot be read now
   */
  <T> T read(Supplier<T> work);

  /**
   * Registers an action to run once the current unit of work has become durable; not run when it
   * fails. It runs on the thread that called {@code write}, before {@code write} returns. What it
   * throws is logged, and harms neither the caller nor other actions.
   *
   * @throws IllegalStateException outside a {@code write}
   */
  void afterCommit(Runnable action);

  /** Which database is active. */
  Kind kind();

  /** The databases a cafe can stand on. */
  enum Kind {
    SQLITE,
    POSTGRESQL
  }
}
