package cafe.database;

import cafe.database.TransactionalDatabase.Running;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Begins and ends JTA transactions on the calling thread. */
final class Transactions {

  /** PostgreSQL's answers to which the cure is to try again: serialization failure, deadlock. */
  private static final String SERIALIZATION_FAILURE = "40001";

  private static final String DEADLOCK = "40P01";
  private static final int ATTEMPTS = 5;

  private final TransactionManager manager;

  Transactions(TransactionManager manager) {
    this.manager = manager;
  }

  /**
   * Runs the work in a transaction of its own; repeats it when the database asks for that, or when
   * the connection was lost before the commit.
   */
  <T> T retrying(Supplier<T> work, Running running, LostConnections lost) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call(work, running);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !mayRetry(e, lost)) {
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

  void begin() {
    try {
      manager.begin();
    } catch (NotSupportedException | SystemException e) {
      throw new IllegalStateException("cannot begin a transaction", e);
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
    return asksForRetry(e) || (!(e instanceof CommitFailedException) && lost.explain(e));
  }

  private static boolean asksForRetry(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && (SERIALIZATION_FAILURE.equals(sql.getSQLState())
              || DEADLOCK.equals(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /** The database did not take the transaction, or was lost before it could say so. */
  static final class CommitFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommitFailedException(Exception cause) {
      super("the database did not commit", cause);
    }
  }
}
