package cafe.storage;

import cafe.database.Database;
import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.ipld.dagpb.DagPb;
import cafe.kernel.CafeException;
import cafe.kernel.ClientClosed;
import cafe.kernel.Fault;
import cafe.storage.References.Pin;
import cafe.storage.References.Row;
import cafe.storage.References.Shape;
import cafe.storage.References.Usage;
import cafe.storage.exchange.BlockAudience;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bytes first, then rows; see the package for why that is safe beside a collection. */
@ApplicationScoped
class ContentKeeper implements Keeper {
  /** How often a block that is leaving is waited for, with a pause that doubles from 1 ms. */
  private static final int ATTEMPTS = 14;

  /** The largest block must fit. */
  private static final long MIN_MEMORY = 2L * DagPb.MAX_BLOCK;

  private final BlockStore store;
  private final References references;
  private final Database database;
  private final BlockAudience audience;
  private final Clock clock;

  private final Semaphore memory;

  /** How many removals had ended when we last looked: never more than had ended. */
  private volatile long removals = -1;

  ContentKeeper(
      BlockStore store,
      References references,
      Database database,
      BlockAudience audience,
      StorageConfig config,
      Clock clock) {
    long units = Math.max(config.writeMemory().asLongValue(), MIN_MEMORY) / Manifest.Writer.UNIT;
    this.memory = new Semaphore((int) units);
    this.store = store;
    this.references = references;
    this.database = database;
    this.audience = audience;
    this.clock = clock;
  }

  @Override
  public <T> T keep(
      Owner owner,
      Collection<? extends Content> contents,
      @Nullable Instant until,
      Supplier<T> alongside) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long before = removals;
      Collection<Manifest> manifests = write(contents);
      try {
        Kept<T> kept =
            database.write(
                () -> {
                  long seen = record(owner, manifests, until, before);
                  return new Kept<>(seen, alongside.get());
                });
        removals = kept.removals();
        manifests.forEach(manifest -> manifest.tell(audience));
        return kept.result();
      } catch (LeavingException e) {
        pause(attempt);
      }
    }
    throw new CafeException(Fault.UNAVAILABLE, "the content is being removed; try again later");
  }

  private Collection<Manifest> write(Collection<? extends Content> contents) {
    List<Manifest> manifests = new ArrayList<>(contents.size());
    try (Manifest.Writer writer = new Manifest.Writer(store, memory)) {
      for (Content content : contents) {
        // Of one root as a node and as a tree, both are recorded: the reference is the wider one.
        manifests.add(Manifest.write(content, writer));
      }
      writer.flush();
    }
    return manifests;
  }

  /** Returns the count of removals. */
  private long record(
      Owner owner, Collection<Manifest> manifests, @Nullable Instant until, long before) {
    long now = clock.millis();
    Map<Multihash, Row> rows = new LinkedHashMap<>();
    manifests.forEach(manifest -> manifest.addRowsTo(rows));
    if (!references.enliven(rows.values(), now)) {
      throw new LeavingException();
    }
    long seen = references.removals();
    // Only a removal takes bytes away, and none can begin now that the rows are live. If none ended
    // since before the bytes were written, they are here; else, which is rare, look.
    if (seen != before && !rows.keySet().stream().allMatch(store::has)) {
      throw new LeavingException();
    }
    Long end = until == null ? null : until.toEpochMilli();
    List<Pin> pins = new ArrayList<>(manifests.size());
    for (Manifest manifest : manifests) {
      manifest.trees().forEach(references::plant);
      pins.add(new Pin(owner, manifest.root(), manifest.scope(), manifest.bytes(), now, end));
    }
    references.pin(pins);
    return seen;
  }

  @Override
  public Set<Cid> hold(Owner owner, Collection<Cid> roots, @Nullable Instant until) {
    if (roots.isEmpty()) {
      return Set.of();
    }
    Long end = until == null ? null : until.toEpochMilli();
    return database.write(
        () -> {
          long now = clock.millis();
          Map<Multihash, Row> complete =
              references.complete(roots.stream().map(Cid::multihash).distinct().toList());
          references.pin(complete.values().stream().map(row -> pin(owner, row, now, end)).toList());
          Set<Cid> held = new HashSet<>(roots);
          held.removeIf(root -> !complete.containsKey(root.multihash()));
          return held;
        });
  }

  private static Pin pin(Owner owner, Row row, long now, @Nullable Long end) {
    Scope scope = row.shape() == Shape.FILE ? Scope.TREE : Scope.BLOCK;
    return new Pin(owner, row.hash(), scope, row.treeBytes(), now, end);
  }

  @Override
  public void keepUntil(Owner owner, @Nullable Instant until) {
    database.write(() -> references.expire(owner, until == null ? null : until.toEpochMilli()));
  }

  @Override
  public void release(Owner owner, Collection<Cid> roots) {
    if (!roots.isEmpty()) {
      List<Multihash> hashes = roots.stream().map(Cid::multihash).toList();
      database.write(() -> references.unpin(owner, hashes));
    }
  }

  @Override
  public void release(Owner owner) {
    database.write(() -> references.unpin(owner));
  }

  @Override
  public List<Pin> pins(Owner owner, @Nullable Multihash after, int limit) {
    return database.read(() -> references.pins(owner, after, limit));
  }

  @Override
  public Usage usage(Owner owner) {
    return database.read(() -> references.usage(owner));
  }

  /** In the unit of work in which identity removes the client. */
  void forget(@Observes ClientClosed closed) {
    release(Owner.client(closed.client()));
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(1L << attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CafeException(Fault.UNAVAILABLE, "stopping", e);
    }
  }

  /** What a unit of work came to, and the count of removals that it saw. */
  private record Kept<T>(long removals, T result) {}

  /** Undoes the unit of work in which a block turned out to be leaving, or to have left. */
  private static final class LeavingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeavingException() {
      super("a block is leaving or has left", null, false, false);
    }
  }
}
