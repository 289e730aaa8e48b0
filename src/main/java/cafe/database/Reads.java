package cafe.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * Runs work that changes nothing: in a transaction of one connection, with a session over just
 * that. A JTA transaction would take longer than a small read itself.
 */
@ApplicationScoped
class Reads {

  private static final ScopedValue<StatelessSession> SESSION = ScopedValue.newInstance();

  private final AgroalDataSource source;
  private final SessionFactory factory;
  private final LostConnections lost;

  Reads(ActiveUnit unit) {
    this.source = unit.source();
    this.factory = unit.factory();
    this.lost = new LostConnections(source);
  }

  /** The session of the calling thread's read; null outside one. */
  static @Nullable StatelessSession session() {
    return SESSION.isBound() ? SESSION.get() : null;
  }

  /** Runs the work on one view of the database. */
  <T> T call(Supplier<T> work) {
    return lost.retrying(() -> once(work));
  }

  private <T> T once(Supplier<T> work) {
    try (Connection connection = connect();
        View view = new View(connection);
        StatelessSession session =
            factory.withStatelessOptions().connection(view.connection()).openStatelessSession()) {
      return ScopedValue.where(SESSION, session).call(work::get);
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be read", e);
    }
  }

  private Connection connect() {
    try {
      return source.getConnection();
    } catch (SQLException e) {
      throw Outages.noConnection(e);
    }
  }

  /** A transaction that changes nothing. */
  private record View(Connection connection) implements AutoCloseable {

    private View {
      try {
        connection.setAutoCommit(false);
      } catch (SQLException e) {
        throw new IllegalStateException("the database cannot be read", e);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
