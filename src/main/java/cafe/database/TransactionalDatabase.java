package cafe.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** {@link Database} over JTA transactions of the active persistence unit. */
@ApplicationScoped
class TransactionalDatabase implements Database {

  /** What a running unit of work carries: whether it may write, and what follows its commit. */
  record Running(boolean writing, List<Runnable> afterCommit) {
    static Running forWriting() {
      return new Running(true, new ArrayList<>());
    }
  }

  static final ScopedValue<Running> RUNNING = ScopedValue.newInstance();

  private final ActiveUnit unit;
  private final Transactions transactions;
  private final GroupCommit groupCommit;

  TransactionalDatabase(ActiveUnit unit, TransactionManager manager, GroupCommit groupCommit) {
    this.unit = unit;
    this.transactions = new Transactions(manager);
    this.groupCommit = groupCommit;
  }

  @Override
  public <T> T write(Supplier<T> work) {
    if (RUNNING.isBound()) {
      if (!RUNNING.get().writing()) {
        throw new IllegalStateException("a write inside a read");
      }
      return work.get();
    }
    Running running = Running.forWriting();
    T result =
        unit.kind() == Kind.SQLITE
            ? groupCommit.run(work, running)
            : transactions.retrying(work, running);
    running.afterCommit().forEach(Runnable::run);
    return result;
  }

  @Override
  public <T> T read(Supplier<T> work) {
    if (RUNNING.isBound()) {
      return work.get();
    }
    return transactions.call(work, new Running(false, List.of()));
  }

  @Override
  public void afterCommit(Runnable action) {
    if (!RUNNING.isBound() || !RUNNING.get().writing()) {
      throw new IllegalStateException("outside a unit of work that writes");
    }
    RUNNING.get().afterCommit().add(action);
  }

  @Override
  public Kind kind() {
    return unit.kind();
  }
}
