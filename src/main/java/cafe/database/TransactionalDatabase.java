package cafe.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionManager;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** {@link Database} over the active persistence unit; what changes it is a JTA transaction. */
@ApplicationScoped
class TransactionalDatabase implements Database {

  private static final System.Logger LOG = System.getLogger(TransactionalDatabase.class.getName());

  /** What follows the commit of a running unit of work. */
  record Running(List<Runnable> afterCommit) {}

  static final ScopedValue<Running> RUNNING = ScopedValue.newInstance();

  private final ActiveUnit unit;
  private final Transactions transactions;
  private final GroupCommit groupCommit;
  private final Reads reads;
  private final LostConnections lost;
  private final Pauses pauses;
  private final Outages readOutages = new Outages("read");
  private final Outages writeOutages = new Outages("written");

  TransactionalDatabase(
      ActiveUnit unit,
      TransactionManager manager,
      GroupCommit groupCommit,
      Reads reads,
      SecureRandom random) {
    this.unit = unit;
    this.reads = reads;
    this.lost = new LostConnections(unit.source());
    this.transactions = new Transactions(manager, unit.source());
    this.pauses = new Pauses(random, Thread::sleep);
    this.groupCommit = groupCommit;
  }

  @Override
  public <T> T write(Supplier<T> work) {
    if (Reads.current() != null) {
      throw new IllegalStateException("a write inside a read");
    }
    if (RUNNING.isBound()) {
      return work.get();
    }
    Running running = new Running(new ArrayList<>());
    T result =
        writeOutages.telling(
            () ->
                unit.kind() == Kind.SQLITE
                    ? groupCommit.run(work, running)
                    : transactions.retrying(work, running, new Transactions.Again(lost, pauses)));
    running.afterCommit().forEach(TransactionalDatabase::run);
    return result;
  }

  /** The change is durable by then: whoever made it must not be told that it failed. */
  private static void run(Runnable afterCommit) {
    try {
      afterCommit.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "what follows a change failed", e);
    }
  }

  @Override
  public <T> T read(Supplier<T> work) {
    boolean inside = RUNNING.isBound() || Reads.current() != null;
    return inside ? work.get() : readOutages.telling(() -> reads.call(work));
  }

  @Override
  public void afterCommit(Runnable action) {
    if (!RUNNING.isBound()) {
      throw new IllegalStateException("outside a unit of work that writes");
    }
    RUNNING.get().afterCommit().add(action);
  }

  @Override
  public Kind kind() {
    return unit.kind();
  }
}
