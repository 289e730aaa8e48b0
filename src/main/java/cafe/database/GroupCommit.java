package cafe.database;

import cafe.database.TransactionalDatabase.Running;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.transaction.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The embedded database's one writer. Units of work queue up, first come first served; the writer
 * takes all that wait (up to a limit), runs each behind a savepoint in one transaction, and commits
 * once for all of them.
 *
 * <p>A unit that throws is undone alone, and its caller hears of it with the others, after the
 * commit. Where its failure spoiled the whole transaction, as that of a full disk does, each unit
 * of the batch is run again by itself. Only while another process has locked the database they all
 * fail: each would wait for as long as the first did.
 */
@ApplicationScoped
class GroupCommit {

  private final DatabaseConfig config;
  private final Transactions transactions;
  private final BlockingQueue<Unit<?>> waiting;
  private final Thread writer;
  private volatile boolean stopping;
  private volatile boolean ended;

  GroupCommit(DatabaseConfig config, ActiveUnit unit, TransactionManager manager) {
    this.config = config;
    this.transactions = new Transactions(manager, unit.source());
    this.waiting = new ArrayBlockingQueue<>(config.maxWaitingWrites(), true);
    // A platform thread: SQLite's calls block in native code.
    this.writer =
        Thread.ofPlatform().name("database-writer").daemon().unstarted(this::writeForEver);
  }

  @PostConstruct
  void start() {
    writer.start();
  }

  /** Queues the work, waits until it is durable, and returns what it returned. */
  <T> T run(Supplier<T> work, Running running) {
    Unit<T> unit = new Unit<>(work, running, new CompletableFuture<>());
    queue(unit);
    try {
      return unit.done().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a unit of work failed", e.getCause());
    }
  }

  private void queue(Unit<?> unit) {
    try {
      boolean accepted =
          !stopping && waiting.offer(unit, config.queueTimeout().toMillis(), TimeUnit.MILLISECONDS);
      if (!accepted) {
        throw new CafeException(Fault.OVERLOADED, "too many changes are waiting");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CafeException(Fault.OVERLOADED, "interrupted before the change was made");
    }
    if (ended) {
      refuseAll();
    }
  }

  /** Refuses what the writer did not take before it ended. */
  private void refuseAll() {
    for (Unit<?> unit = waiting.poll(); unit != null; unit = waiting.poll()) {
      unit.done()
          .completeExceptionally(new CafeException(Fault.UNAVAILABLE, "the cafe is stopping"));
    }
  }

  /** Lets the units that wait finish, then ends the writer. Only the folder is given up later. */
  void onStop(
      @Observes(notifyObserver = Reception.IF_EXISTS) @Priority(Integer.MAX_VALUE - 1)
          ShutdownEvent event)
      throws InterruptedException {
    stopping = true;
    writer.join(config.queueTimeout().toMillis());
  }

  /** Whether the writer takes work. */
  boolean alive() {
    return writer.isAlive();
  }

  private void writeForEver() {
    try {
      writeUntilStopped();
    } finally {
      // In this order: what is queued from now on is refused by whoever queues it.
      ended = true;
      refuseAll();
    }
  }

  private void writeUntilStopped() {
    List<Unit<?>> batch = new ArrayList<>(config.maxBatch());
    while (!(stopping && waiting.isEmpty())) {
      try {
        Unit<?> first = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        waiting.drainTo(batch, config.maxBatch() - 1);
        commit(batch);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        batch.forEach(unit -> unit.done().completeExceptionally(e));
      } finally {
        batch.clear();
      }
    }
  }

  /** Runs the batch: together, or each unit by itself if one of them spoils that. */
  private void commit(List<Unit<?>> batch) {
    if (!ranTogether(batch)) {
      batch.forEach(unit -> ranTogether(List.of(unit)));
    }
  }

  /**
   * Runs units in one transaction. Nobody is told anything before its end, not even of a failure: a
   * unit may have failed because of what another did that is not committed yet.
   *
   * @return false when one of several spoiled the transaction, of which nothing has come
   */
  private boolean ranTogether(List<Unit<?>> units) {
    transactions.begin();
    boolean committed = false;
    try {
      if (runAll(units)) {
        transactions.commit();
        committed = true;
      } else if (units.size() > 1) {
        return false;
      }
    } catch (RuntimeException e) {
      units.forEach(unit -> unit.fail(e));
    } finally {
      if (!committed) {
        transactions.rollback();
      }
    }
    units.forEach(Unit::settle);
    return true;
  }

  /** Runs each unit, undoing those that fail; false when a failure spoiled the transaction. */
  private boolean runAll(List<Unit<?>> units) {
    boolean alone = units.size() == 1;
    for (Unit<?> unit : units) {
      if (!alone) {
        transactions.run("SAVEPOINT unit");
      }
      try {
        unit.run();
      } catch (RuntimeException | Error e) {
        unit.fail(e);
        if (e instanceof RuntimeException locked && SqlFailures.isLocked(e)) {
          throw locked;
        }
        if (alone || !transactions.isSound() || !undo()) {
          return false;
        }
      }
      if (!alone) {
        transactions.run("RELEASE unit");
      }
    }
    return true;
  }

  /** Undoes one unit; false if SQLite has undone all of them already. */
  private boolean undo() {
    try {
      transactions.run("ROLLBACK TO unit");
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** One caller's work, and where its outcome goes. */
  private static final class Unit<T> {
    private final Supplier<T> work;
    private final Running running;
    private final CompletableFuture<T> done;
    private @Nullable T result;
    private @Nullable Throwable failure;

    Unit(Supplier<T> work, Running running, CompletableFuture<T> done) {
      this.work = work;
      this.running = running;
      this.done = done;
    }

    CompletableFuture<T> done() {
      return done;
    }

    void run() {
      running.afterCommit().clear();
      failure = null;
      result = ScopedValue.where(TransactionalDatabase.RUNNING, running).call(work::get);
    }

    void fail(Throwable e) {
      running.afterCommit().clear();
      failure = e;
    }

    void settle() {
      if (failure == null) {
        done.complete(result);
      } else {
        done.completeExceptionally(failure);
      }
    }
  }
}
