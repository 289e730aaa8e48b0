package cafe.storage;

import cafe.database.Database;
import cafe.identity.Clients;
import cafe.ipld.Multihash;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Removes what nobody references. May run in several processes at once, and be cut off anywhere.
 */
@ApplicationScoped
public class Collector {
  private static final Logger LOG = System.getLogger(Collector.class.getName());
  private static final int BATCH = 500;
  private static final int PAGE = 2000;

  /** A collection that took this long over a batch has died, and another may finish its work. */
  private static final Duration DEAD = Duration.ofMinutes(10);

  private final BlockStore store;
  private final Garbage garbage;
  private final Database database;
  private final StorageConfig.Collection config;
  private final Clock clock;
  private final Clients clients;
  private final ReentrantLock running = new ReentrantLock();

  Collector(
      BlockStore store,
      Garbage garbage,
      Database database,
      Clients clients,
      StorageConfig config,
      Clock clock) {
    this.clients = clients;
    this.store = store;
    this.garbage = garbage;
    this.database = database;
    this.config = config.collection();
    this.clock = clock;
  }

  @Scheduled(
      every = "${cafe.storage.collection.every:1h}",
      delayed = "${cafe.storage.collection.delay:5m}",
      identity = "storage-collection",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void collectOnSchedule() {
    if (config.enabled()) {
      collect();
    }
  }

  @Scheduled(
      every = "${cafe.storage.collection.sweep-every:12h}",
      delayed = "${cafe.storage.collection.sweep-delay:20m}",
      identity = "storage-sweep",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweepOnSchedule() {
    if (config.enabled()) {
      sweep();
    }
  }

  /**
   * Removes references that lapsed, condemns what nobody references, and removes what was condemned
   * longer ago than the grace period.
   *
   * @return how many blocks it removed
   */
  public int collect() {
    running.lock();
    try {
      removeLapsed();
      removeAbandoned();
      int removed = finishDead();
      condemn();
      removed += evict();
      if (removed > 0) {
        LOG.log(Level.INFO, "removed {0} unreferenced blocks", removed);
      }
      return removed;
    } finally {
      running.unlock();
    }
  }

  private void removeLapsed() {
    long now = clock.millis();
    int removed;
    do {
      removed = database.write(() -> garbage.removeLapsed(now, BATCH));
    } while (removed == BATCH);
  }

  /**
   * References of clients that left while their last upload was under way. Young ones are spared: a
   * client may have come back since we looked for it.
   */
  private void removeAbandoned() {
    long takenBy = clock.millis() - DEAD.toMillis();
    Optional<Owner> next = database.read(() -> garbage.nextOwner(""));
    while (next.isPresent()) {
      Owner owner = next.get();
      if (owner.client().filter(peer -> !clients.exists(peer)).isPresent()) {
        database.write(() -> garbage.abandon(owner, takenBy));
      }
      next = database.read(() -> garbage.nextOwner(owner.text()));
    }
  }

  /** On SQLite this process is alone, so whatever is still leaving was left by its predecessor. */
  private int finishDead() {
    Duration age = database.kind() == Database.Kind.SQLITE ? Duration.ZERO : DEAD;
    long since = clock.millis() - age.toMillis();
    int removed = 0;
    while (true) {
      List<Multihash> dead = database.read(() -> garbage.leaving(since, BATCH));
      if (dead.isEmpty()) {
        return removed;
      }
      remove(dead);
      removed += dead.size();
    }
  }

  private void condemn() {
    Garbage.Scan page = database.read(() -> garbage.scan(null, PAGE));
    while (true) {
      List<Multihash> unreferenced = page.unreferenced();
      if (!unreferenced.isEmpty()) {
        database.write(() -> garbage.condemn(unreferenced, clock.millis()));
      }
      Multihash last = page.last();
      if (last == null) {
        return;
      }
      page = database.read(() -> garbage.scan(last, PAGE));
    }
  }

  private int evict() {
    long condemnedBy = clock.millis() - config.grace().toMillis();
    int removed = 0;
    while (true) {
      long began = clock.millis();
      List<Multihash> leaving =
          database.write(() -> garbage.evict(condemnedBy, BATCH, clock.millis()));
      if (leaving.isEmpty() || clock.millis() - began > DEAD.toMillis() / 2) {
        // If it took that long, another process may be about to take over: it will finish.
        return removed;
      }
      remove(leaving);
      removed += leaving.size();
    }
  }

  private void remove(List<Multihash> leaving) {
    store.delete(leaving);
    database.write(() -> garbage.forget(leaving));
  }

  /** Condemns bytes that have no row, if they are old enough not to belong to a running upload. */
  public void sweep() {
    List<Multihash> old = new ArrayList<>();
    store.list(
        entry -> {
          if (entry.written().isBefore(clock.instant().minus(config.orphanAge()))) {
            old.add(entry.hash());
          }
          if (old.size() == BATCH) {
            adopt(old);
          }
        });
    adopt(old);
  }

  private void adopt(List<Multihash> hashes) {
    if (!hashes.isEmpty()) {
      List<Multihash> batch = List.copyOf(hashes);
      Set<Multihash> unknown = database.read(() -> garbage.unknown(batch));
      if (!unknown.isEmpty()) {
        database.write(() -> garbage.adopt(unknown, clock.millis()));
      }
      hashes.clear();
    }
  }
}
