package cafe.storage.store;

import cafe.ipld.Multihash;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.hibernate.StatelessSession;

/** Statements for many rows on the connection of the current unit of work. */
@ApplicationScoped
class Batch {
  private static final int ROWS = 500;

  private final StatelessSession session;

  Batch(StatelessSession session) {
    this.session = session;
  }

  /** Runs a statement once for each thing; how many rows all of them changed. */
  <T> long update(String sql, Collection<T> things, Binder<T> binder) {
    return session.doReturningWork(connection -> update(connection, sql, things, binder));
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
  <T> List<T> query(String sql, Parameters parameters, Reader<T> reader) {
    return session.doReturningWork(
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

  /** Always in the same order, so that units of work do not wait for each other in a circle. */
  static List<Multihash> sorted(Collection<Multihash> hashes) {
    return hashes.stream()
        .distinct()
        .sorted(Comparator.comparing(Multihash::bytes, Arrays::compareUnsigned))
        .toList();
  }

  /** Sets the parameters for one thing. */
  interface Binder<T> {
    void bind(PreparedStatement statement, T thing) throws SQLException;
  }

  /** Sets the parameters of a query. */
  interface Parameters {
    void bind(PreparedStatement statement) throws SQLException;
  }

  /** Reads the current row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
