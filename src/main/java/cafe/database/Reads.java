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
 * that, if one is asked for. A JTA transaction would take longer than a small read itself, and so
 * would a session.
 */
@ApplicationScoped
class Reads {

  private static final ScopedValue<Reading> READING = ScopedValue.newInstance();

  private final AgroalDataSource source;
  private final SessionFactory factory;
  private final LostConnections lost;

  Reads(ActiveUnit unit) {
    this.source = unit.source();
    this.factory = unit.factory();
    this.lost = new LostConnections(source);
  }

  /** The calling thread's read; null outside one. */
  static @Nullable Reading current() {
    return READING.isBound() ? READING.get() : null;
  }

  /** Runs the work on one view of the database. */
  <T> T call(Supplier<T> work) {
    return lost.retrying(() -> once(work));
  }

  private <T> T once(Supplier<T> work) {
    try (Connection connection = Outages.connection(source);
        View view = new View(connection);
        Reading reading = new Reading(view.connection(), factory)) {
      return ScopedValue.where(READING, reading).call(work::get);
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be read", e);
    }
  }

  /** One read, of one thread. */
  static final class Reading implements AutoCloseable {
    private final Connection connection;
    private final SessionFactory factory;
    private @Nullable StatelessSession session;

    private Reading(Connection connection, SessionFactory factory) {
      this.connection = connection;
      this.factory = factory;
    }

    /** What it reads from; not to be closed. */
    Connection connection() {
      return connection;
    }

    /** A session over its connection, opened when it is first asked for. */
    StatelessSession session() {
      StatelessSession open = session;
      if (open == null) {
        open = factory.withStatelessOptions().connection(connection).openStatelessSession();
        session = open;
      }
      return open;
    }

    @Override
    public void close() {
      if (session != null) {
        session.close();
      }
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
