package cafe.database;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What the databases' own errors mean, wherever in a failure they are. */
final class SqlFailures {

  /**
   * SQLSTATE classes of a database that cannot serve now: connection exceptions; transactions that
   * it rolled back in favour of others; lack of disk, memory or connections; an operator's doing,
   * for example a shutdown; trouble of the system below.
   */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

  /** A server that is only a copy now, as after a switch-over; a lock that others keep. */
  private static final Set<String> PASSING_STATES = Set.of("25006", "55P03");

  /** Serialization failure, deadlock: to try again is the cure. */
  private static final Set<String> COLLISIONS = Set.of("40001", "40P01");

  private static final String CONNECTION = "08";

  /** An administrator's or a crash's shutdown; not yet started. */
  private static final String SHUTDOWN = "57P0";

  /** Locked by another process; no disk, memory or permission to write; a disk that fails. */
  private static final Set<SQLiteErrorCode> PASSING_CODES =
      EnumSet.of(
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_LOCKED,
          SQLiteErrorCode.SQLITE_NOMEM,
          SQLiteErrorCode.SQLITE_READONLY,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_CANTOPEN,
          SQLiteErrorCode.SQLITE_PROTOCOL);

  private SqlFailures() {}

  /** Whether a failure has a cause in the database that passes, by itself or by an operator. */
  static boolean isPassing(Throwable failure) {
    return any(failure, SqlFailures::passes);
  }

  /** Whether the database had to choose, and another unit of work was its choice. */
  static boolean isCollision(Throwable failure) {
    return any(failure, e -> COLLISIONS.contains(state(e)));
  }

  /** Whether a connection was lost. */
  static boolean isLoss(Throwable failure) {
    return any(failure, e -> state(e).startsWith(CONNECTION) || state(e).startsWith(SHUTDOWN));
  }

  /** Whether the server was there and said nothing for as long as is waited for. */
  static boolean isSilence(Throwable failure) {
    return any(failure, e -> e.getCause() instanceof SocketTimeoutException);
  }

  /** Whether another process keeps the embedded database locked. */
  static boolean isLocked(Throwable failure) {
    return any(failure, e -> primary(e) == SQLiteErrorCode.SQLITE_BUSY);
  }

  /** Whether a database said anything at all. */
  static boolean isKnown(Throwable failure) {
    return any(failure, e -> true);
  }

  private static boolean passes(SQLException e) {
    String state = state(e);
    return e instanceof SQLTransientException
        || e instanceof SQLRecoverableException
        || PASSING_STATES.contains(state)
        || state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2))
        || PASSING_CODES.contains(primary(e));
  }

  private static String state(SQLException e) {
    return Objects.requireNonNullElse(e.getSQLState(), "");
  }

  /** SQLite's error without what extends it; {@code SQLITE_OK} for others. */
  private static SQLiteErrorCode primary(SQLException e) {
    return e instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)
        : SQLiteErrorCode.SQLITE_OK;
  }

  /** Also looks at what is suppressed: a transaction manager hides there why it rolled back. */
  private static boolean any(Throwable failure, Predicate<SQLException> kind) {
    return any(failure, kind, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static boolean any(
      @Nullable Throwable failure, Predicate<SQLException> kind, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return false;
    }
    if (failure instanceof SQLException sql
        && (kind.test(sql) || any(sql.getNextException(), kind, seen))) {
      return true;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (any(suppressed, kind, seen)) {
        return true;
      }
    }
    return any(failure.getCause(), kind, seen);
  }
}
