package cafe.database;

import cafe.database.TransactionalDatabase.Running;
import io.agroal.api.AgroalDataSource;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.hibernate.JDBCException;

/** Begins and ends JTA transactions on the calling thread. */
final class Transactions {

  private static final int ATTEMPTS = 5;

  private final TransactionManager manager;
  private final AgroalDataSource source;

  Transactions(TransactionManager manager, AgroalDataSource source) {
    this.manager = manager;
    this.source = source;
  }

  /**
   * Runs the work in a transaction of its own; repeats it, after a pause, when the database asks
   * for that, or when the connection was lost before the commit.
   */
  <T> T retrying(Supplier<T> work, Running running, Again again) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call(work, running);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !mayRetry(e, again.lost()) || !again.pauses().after(attempt)) {
          throw e;
        }
        running.afterCommit().clear();
      }
    }
  }

  /** Runs the work in a transaction of its own. */
  <T> T call(Supplier<T> work, Running running) {
    begin();
    boolean done = false;
    try {
      T result = ScopedValue.where(TransactionalDatabase.RUNNING, running).call(work::get);
      done = true;
      commit();
      return result;
    } finally {
      if (!done) {
        rollback();
      }
    }
  }

  /**
   * Begins a transaction and gives it its connection, which is what fails most often when the
   * database is away, and before anything was done.
   *
   * @throws cafe.kernel.CafeException {@code UNAVAILABLE}
   */
  void begin() {
    try {
      manager.begin();
    } catch (NotSupportedException | SystemException e) {
      throw new IllegalStateException("cannot begin a transaction", e);
    }
    boolean begun = false;
    try (Connection _ = Outages.connection(source)) {
      begun = true;
    } catch (SQLException e) {
      throw new JDBCException("a connection failed", e);
    } finally {
      if (!begun) {
        rollback();
      }
    }
  }

  /** Runs a statement in the current transaction. */
  void run(String sql) {
    try (Connection connection = Outages.connection(source);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    } catch (SQLException e) {
      throw new JDBCException(sql + " failed", e);
    }
  }

  void commit() {
    try {
      manager.commit();
    } catch (RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException
        | SystemException e) {
      throw new CommitFailedException(e);
    }
  }

  void rollback() {
    try {
      if (manager.getStatus() != Status.STATUS_NO_TRANSACTION) {
        manager.rollback();
      }
    } catch (SystemException e) {
      throw new IllegalStateException("cannot roll a transaction back", e);
    }
  }

  /** Whether the current transaction can still be committed. */
  boolean isSound() {
    try {
      return manager.getStatus() == Status.STATUS_ACTIVE;
    } catch (SystemException e) {
      return false;
    }
  }

  /** A commit whose answer was lost may have happened. */
  private static boolean mayRetry(RuntimeException e, LostConnections lost) {
    return SqlFailures.isCollision(e) || (!(e instanceof CommitFailedException) && lost.explain(e));
  }

  /** Which units of work are repeated, and when. */
  record Again(LostConnections lost, Pauses pauses) {}

  /** The database did not take the transaction, or was lost before it could say so. */
  static final class CommitFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommitFailedException(Exception cause) {
      super("the database did not commit", cause);
    }
  }
}
