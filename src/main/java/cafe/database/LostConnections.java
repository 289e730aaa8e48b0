package cafe.database;

import io.agroal.api.AgroalDataSource;
import java.util.function.Supplier;

/**
 * What to do when the database has gone away and come back, as PostgreSQL does for an upgrade: the
 * connections of the pool are dead, and each would fail one caller.
 */
final class LostConnections {

  private static final int ATTEMPTS = 5;

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
   * Whether a lost connection is why something failed, which another may do. The others that wait
   * in the pool were lost with it, most likely, and are given up. A server that hangs is not asked
   * again: whoever waited for it would wait as long once more.
   */
  boolean explain(RuntimeException e) {
    boolean lost = SqlFailures.isLoss(e);
    if (lost) {
      source.flush(AgroalDataSource.FlushMode.IDLE);
    }
    return lost && !SqlFailures.isSilence(e);
  }
}
