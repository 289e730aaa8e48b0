package cafe.database.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * SQLite's driver, whose connections keep the statements that they prepared: to prepare one takes
 * longer than to run it. A statement that is closed is reset, so that it holds no lock, and given
 * out again for the same text; at most {@value #KEPT} wait in a connection.
 */
public final class SqliteDriver extends JDBC {

  private static final int KEPT = 128;

  @Override
  public @Nullable Connection connect(String url, Properties properties) throws SQLException {
    return isValidURL(url) ? new KeepingConnection(url, properties) : null;
  }

  /** For one thread at a time, as all connections of a pool are. */
  private static final class KeepingConnection extends JDBC4Connection {

    private final Map<String, KeptStatement> kept = new LinkedHashMap<>();

    KeepingConnection(String url, Properties properties) throws SQLException {
      super(url, url.substring(PREFIX.length()), properties);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holding)
        throws SQLException {
      checkOpen();
      checkCursor(type, concurrency, holding);
      KeptStatement statement = kept.remove(sql);
      return statement == null ? new KeptStatement(this, sql) : statement;
    }

    /** Whether a statement waits now for its next use. */
    boolean keep(String sql, KeptStatement statement) throws SQLException {
      if (isClosed() || kept.putIfAbsent(sql, statement) != null) {
        return false;
      }
      if (kept.size() > KEPT) {
        var eldest = kept.entrySet().iterator();
        KeptStatement longestUnused = eldest.next().getValue();
        eldest.remove();
        longestUnused.end();
      }
      return true;
    }
  }

  /** A statement that is given back when it is closed. */
  private static final class KeptStatement extends JDBC4PreparedStatement {

    private final KeepingConnection connection;
    private final String text;

    KeptStatement(KeepingConnection connection, String text) throws SQLException {
      super(connection, text);
      this.connection = connection;
      this.text = text;
    }

    @Override
    public void close() throws SQLException {
      if (pointer.isClosed() || isCloseOnCompletion()) {
        end();
        return;
      }
      boolean waits = false;
      try {
        reset();
        waits = connection.keep(text, this);
      } finally {
        if (!waits) {
          end();
        }
      }
    }

    private void reset() throws SQLException {
      rs.close();
      // also after a failure, when there are no results to close
      pointer.safeRunInt(DB::reset);
      clearGeneratedKeys();
      clearParameters();
      clearBatch();
      clearWarnings();
      setMaxRows(0);
      setQueryTimeout(0);
    }

    void end() throws SQLException {
      super.close();
    }
  }
}
