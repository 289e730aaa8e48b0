package cafe.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** As long as it is open, the database {@code postgres} lets nobody in and has thrown all out. */
public final class LockedOut implements AutoCloseable {
  private final Connection operator;

  private LockedOut(Connection operator) {
    this.operator = operator;
  }

  /**
   * Locks everybody out.
   *
   * @param url of the database {@code postgres}
   */
  public static LockedOut of(String url) throws SQLException {
    LockedOut lockedOut = new LockedOut(operator(url));
    lockedOut.execute(
        "update pg_database set datallowconn = false where datname = 'postgres'",
        // Waits until each is gone, so that none serves another statement.
        "select pg_terminate_backend(pid, 20000) from pg_stat_activity where datname = 'postgres'");
    return lockedOut;
  }

  /** A connection to the same server that is not to the cafe's database. */
  public static Connection operator(String url) throws SQLException {
    String elsewhere = url.replaceFirst("/postgres(?=\\?|$)", "/template1");
    if (elsewhere.equals(url)) {
      throw new AssertionError("not the database postgres: " + url);
    }
    return DriverManager.getConnection(elsewhere, "postgres", "postgres");
  }

  @Override
  public void close() throws SQLException {
    try (operator) {
      execute("update pg_database set datallowconn = true where datname = 'postgres'");
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Statement statement = operator.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
