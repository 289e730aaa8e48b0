package cafe.database;

import io.agroal.api.AgroalDataSource;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What to do when the database has gone away and come back, as PostgreSQL does for an upgrade: the
 * connections of the pool are dead, and each would fail one caller.
 */
final class LostConnections {

  private static final int ATTEMPTS = 5;

  /** SQLSTATE: connection exceptions; administrator's and crash shutdown, not yet started. */
  private static final String CONNECTION = "08";

  private static final String SHUTDOWN = "57P0";

  private final AgroalDataSource source;

  LostConnections(AgroalDataSource source) {
    this.source = source;
  }

  /** Runs work that changes nothing, again if its connection was a dead one. */
  <T> T retrying(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !explain(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * Whether a lost connection is why something failed. The others that wait in the pool were lost
   * with it, most likely, and are given up.
   */
  boolean explain(RuntimeException e) {
    boolean lost = isLoss(e);
    if (lost) {
      source.flush(AgroalDataSource.FlushMode.IDLE);
    }
    return lost;
  }

  private static boolean isLoss(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = Objects.requireNonNullElse(sql.getSQLState(), "");
        if (state.startsWith(CONNECTION) || state.startsWith(SHUTDOWN)) {
          return true;
        }
      }
    }
    return false;
  }
}
