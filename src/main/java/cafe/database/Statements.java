package cafe.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.hibernate.JDBCException;
import org.hibernate.StatelessSession;
import org.hibernate.jdbc.ReturningWork;

/**
 * Plain statements on the connection of the current unit of work, for what is done most often or to
 * many rows: Hibernate takes longer for a small statement than the database.
 */
@ApplicationScoped
public class Statements {
  private static final int ROWS = 500;

  private final AgroalDataSource source;
  private final StatelessSession session;

  Statements(ActiveUnit unit, StatelessSession session) {
    this.source = unit.source();
    this.session = session;
  }

  /** Runs a statement once for each thing; how many rows all of them changed. */
  public <T> long update(String sql, Collection<T> things, Binder<T> binder) {
    return run(connection -> update(connection, sql, things, binder));
  }

  private static <T> long update(
      Connection connection, String sql, Collection<T> things, Binder<T> binder)
      throws SQLException {
    long changed = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (things.size() == 1) {
        binder.bind(statement, things.iterator().next());
        return statement.executeUpdate();
      }
      int waiting = 0;
      for (T thing : things) {
        binder.bind(statement, thing);
        statement.addBatch();
        if (++waiting == ROWS) {
          changed += Arrays.stream(statement.executeBatch()).sum();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        changed += Arrays.stream(statement.executeBatch()).sum();
      }
    }
    return changed;
  }

  /** Runs a query and reads its rows. */
  public <T> List<T> query(String sql, Parameters parameters, Reader<T> reader) {
    return run(
        connection -> {
          List<T> rows = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            try (ResultSet result = statement.executeQuery()) {
              while (result.next()) {
                rows.add(reader.read(result));
              }
            }
          }
          return rows;
        });
  }

  /** Whether a query has any row. */
  public boolean exists(String sql, Parameters parameters) {
    return !query(sql, parameters, row -> Boolean.TRUE).isEmpty();
  }

  /** Runs a statement; how many rows it changed. */
  public int update(String sql, Parameters parameters) {
    return run(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            return statement.executeUpdate();
          }
        });
  }

  /** On the connection itself: a session's way to it takes longer than many a statement. */
  private <T> T run(ReturningWork<T> work) {
    Reads.Reading read = Reads.current();
    try {
      if (read != null) {
        return work.execute(read.connection());
      }
      if (TransactionalDatabase.RUNNING.isBound()) {
        // the one of the transaction, whose end closes it
        try (Connection connection = Outages.connection(source)) {
          return work.execute(connection);
        }
      }
    } catch (SQLException e) {
      throw new JDBCException("a statement failed", e);
    }
    return session.doReturningWork(work);
  }

  /** Sets the parameters for one thing. */
  public interface Binder<T> {
    void bind(PreparedStatement statement, T thing) throws SQLException;
  }

  /** Sets the parameters of a query. */
  public interface Parameters {
    void bind(PreparedStatement statement) throws SQLException;
  }

  /** Reads the current row. */
  public interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
