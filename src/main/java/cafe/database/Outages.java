package cafe.database;

import cafe.database.Transactions.CommitFailedException;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that cannot serve now, which is nobody's defect and passes, from everything else
 * that fails: callers learn of it as {@link Fault#UNAVAILABLE}, the operator once by the log.
 */
final class Outages {

  private static final System.Logger LOG = System.getLogger(Outages.class.getName());

  private final String what;
  private final AtomicBoolean out = new AtomicBoolean();

  /**
   * @param what is done with the database, for the log: {@code read} or {@code written}
   */
  Outages(String what) {
    this.what = what;
  }

  /**
   * A connection: that of the current transaction, if there is one.
   *
   * @throws CafeException {@link Fault#UNAVAILABLE} if none is to be had, as when the transaction
   *     has timed out
   */
  static Connection connection(DataSource source) {
    try {
      return source.getConnection();
    } catch (SQLException e) {
      throw new CafeException(Fault.UNAVAILABLE, "the database takes no connection", e);
    }
  }

  /**
   * Runs a unit of work.
   *
   * @throws CafeException {@link Fault#UNAVAILABLE} if the database could not serve; what had been
   *     changed is undone, but for the change whose confirmation was lost: that may have been made
   */
  <T> T telling(Supplier<T> unit) {
    try {
      T result = unit.get();
      if (out.get() && out.compareAndSet(true, false)) {
        LOG.log(System.Logger.Level.INFO, () -> "the database is " + what + " again");
      }
      return result;
    } catch (RuntimeException e) {
      CafeException outage = outage(e);
      if (outage == null) {
        throw e;
      }
      boolean first = out.compareAndSet(false, true);
      System.Logger.Level level = first ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
      LOG.log(level, () -> "the database cannot be " + what + ": " + outage.detail(), e);
      // Without its cause, which would fill the log as often as somebody asks.
      throw new CafeException(outage.fault(), outage.detail());
    }
  }

  private static @Nullable CafeException outage(RuntimeException e) {
    if (e instanceof CafeException known) {
      boolean ofDatabase = known.fault() == Fault.UNAVAILABLE && SqlFailures.isKnown(known);
      return ofDatabase ? known : null;
    }
    if (e instanceof CommitFailedException && !isRefusal(e)) {
      return new CafeException(Fault.UNAVAILABLE, "the database did not confirm the change", e);
    }
    return SqlFailures.isPassing(e)
        ? new CafeException(Fault.UNAVAILABLE, "the database cannot serve now", e)
        : null;
  }

  /** Whether the database was there and said no, as it would again. */
  private static boolean isRefusal(RuntimeException commit) {
    return SqlFailures.isKnown(commit) && !SqlFailures.isPassing(commit);
  }
}
