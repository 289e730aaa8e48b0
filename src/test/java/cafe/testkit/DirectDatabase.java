package cafe.testkit;

import cafe.database.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A database without transactions, for fakes in memory: runs units of work at once, counts them.
 */
public final class DirectDatabase implements Database {

  private final AtomicInteger units = new AtomicInteger();
  private @Nullable List<Runnable> afterCommit;

  /** How many units of work ran. */
  public int units() {
    return units.get();
  }

  @Override
  public <T> T write(Supplier<T> work) {
    if (afterCommit != null) {
      return work.get();
    }
    units.incrementAndGet();
    List<Runnable> actions = new ArrayList<>();
    afterCommit = actions;
    T result;
    try {
      result = work.get();
    } finally {
      afterCommit = null;
    }
    actions.forEach(Runnable::run);
    return result;
  }

  @Override
  public <T> T read(Supplier<T> work) {
    units.incrementAndGet();
    return work.get();
  }

  @Override
  public void afterCommit(Runnable action) {
    if (afterCommit == null) {
      throw new IllegalStateException("outside a unit of work that writes");
    }
    afterCommit.add(action);
  }

  @Override
  public Kind kind() {
    return Kind.SQLITE;
  }
}
