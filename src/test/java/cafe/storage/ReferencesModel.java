package cafe.storage;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.Ed25519PrivateKey;
import cafe.database.Database;
import cafe.identity.Client;
import cafe.identity.ClientRepository;
import cafe.identity.Clients;
import cafe.identity.registration.Membership;
import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.PeerId;
import cafe.storage.TestContents.TestContent;
import cafe.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One history: clients store, ask, unstore, deregister (also while an upload of theirs is under
 * way) and come back while a collector runs and time jumps; each client keeps account of what it
 * was promised. Everything random comes from the seed but the interleaving.
 */
final class ReferencesModel {
  private static final Duration GRACE = Duration.ofHours(1);

  /** The longest that a reference for a while lasts. */
  private static final Duration LONGEST = Duration.ofMinutes(200);

  private static final int CLIENTS = 3;
  private static final int STEPS = 14;

  /** A long campaign says now and then how far it is. */
  private static final int TOLD = 500;

  private final long seed;
  private final FakeClock clock = new FakeClock();
  private final JitteryBlockStore store;
  private final Garbage garbage;
  private final Database database;
  private final Registry registry;
  private final ContentKeeper keeper;
  private final Collector collector;
  private final List<TestContent> universe;
  private final List<Actor> actors = new ArrayList<>();

  ReferencesModel(long seed, References references, Garbage garbage, Registry registry) {
    this.seed = seed;
    this.store = new JitteryBlockStore(clock, seed);
    this.garbage = garbage;
    this.registry = registry;
    this.database = registry.database();
    TestStorageConfig config = new TestStorageConfig(GRACE);
    this.keeper = new ContentKeeper(store, references, database, (hash, size) -> {}, config, clock);
    this.collector = new Collector(store, garbage, database, registry.clients(), config, clock);
    this.universe = TestContents.universe("history " + seed);
    for (int i = 0; i < CLIENTS; i++) {
      actors.add(new Actor(i));
    }
  }

  /** Who is a client, and what becomes of one who leaves. */
  record Registry(
      Database database, Clients clients, ClientRepository rows, Membership membership) {
    void join(PeerId peer, Instant now) {
      Address address = new Address(Ed25519PrivateKey.fromSeed(new byte[32]).publicKey());
      Client client = new Client(peer, address, now, now, "", false);
      database.write(() -> assertThat(rows.insert(client)).isTrue());
    }
  }

  /** Runs histories one after the other; {@code -Dcafe.seed} is the first one's seed. */
  static void runSeries(int count, References references, Garbage garbage, Registry registry)
      throws Exception {
    long first = Long.getLong("cafe.seed", System.nanoTime() >>> 8);
    System.out.printf("%d histories from -Dcafe.seed=%d%n", count, first);
    for (long seed = first; seed < first + count; seed++) {
      new ReferencesModel(seed, references, garbage, registry).run();
      long done = seed - first + 1;
      if (done % TOLD == 0 || done == count) {
        System.out.printf("%d histories done%n", done);
      }
    }
  }

  void run() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> collecting = threads.submit(() -> collectUntil(done));
      List<Future<?>> working = new ArrayList<>();
      actors.forEach(client -> working.add(threads.submit(client::work)));
      try {
        for (Future<?> client : working) {
          client.get();
        }
      } finally {
        done.set(true);
      }
      collecting.get();
    }
    store.calm();
    actors.forEach(Actor::checkPromises);
    checkNothingElseIsKept();
    actors.forEach(Actor::leave);
    checkNothingElseIsKept();
  }

  private void collectUntil(AtomicBoolean done) {
    Random random = new Random(seed * 31 + 7);
    while (!done.get()) {
      try {
        switch (random.nextInt(6)) {
          case 0 -> clock.advance(Duration.ofMinutes(1 + random.nextInt(50)));
          case 1 -> clock.advance(GRACE.multipliedBy(2));
          case 2 -> collector.sweep();
          default -> collector.collect();
        }
      } catch (CafeException e) {
        // The store failed: the next collection goes on from there.
      }
    }
  }

  /** After time enough, the store holds what is referenced and nothing else. */
  private void checkNothingElseIsKept() {
    // Longer than any reference lasts: one that lapsed between the collections would outlive them.
    clock.advance(LONGEST.plus(GRACE));
    collector.sweep();
    collector.collect();
    clock.advance(GRACE.multipliedBy(3));
    collector.collect();

    Set<Multihash> expected = new HashSet<>();
    actors.forEach(client -> client.promised().forEach(c -> expected.addAll(client.kept(c))));
    Set<Multihash> actual = new HashSet<>();
    store.list(entry -> actual.add(entry.hash()));
    assertThat(actual).as("bytes kept in history %d", seed).isEqualTo(expected);

    Set<Multihash> all = new HashSet<>();
    universe.forEach(content -> all.addAll(content.tree()));
    Set<Multihash> known = new HashSet<>(all);
    known.removeAll(database.read(() -> garbage.unknown(all)));
    assertThat(known).as("rows kept in history %d", seed).isEqualTo(expected);
  }

  /** A client and what it was promised. */
  private final class Actor {
    private final PeerId peer;
    private final Owner owner;
    private final Random random;
    private final Map<TestContent, Promise> promises = new HashMap<>();
    private final List<TestContent> inFlight = new ArrayList<>();
    private boolean gone;

    Actor(int number) {
      this.random = new Random(seed * CLIENTS + number);
      byte[] key = new byte[32];
      ThreadLocalRandom.current().nextBytes(key);
      this.peer = PeerId.ofEd25519(key);
      this.owner = Owner.client(peer);
      registry.join(peer, clock.instant());
    }

    Void work() throws Exception {
      for (int step = 0; step < STEPS; step++) {
        try {
          step();
        } catch (CafeException e) {
          // Not acknowledged: nothing was promised, what was promised before still holds.
        }
        checkPromises();
      }
      return null;
    }

    private void step() throws Exception {
      TestContent content = universe.get(random.nextInt(universe.size()));
      if (gone) {
        comeBack(content);
        return;
      }
      switch (random.nextInt(13)) {
        case 0, 1, 2 -> store(content);
        case 3, 4, 5, 6 -> ask();
        case 7, 8 -> {
          keeper.release(owner, List.of(content.root()));
          promises.remove(content);
        }
        case 9 -> storeInVain(content);
        case 10 -> storeForAWhile(content);
        case 11 -> {
          if (random.nextInt(2) == 0) {
            leaveWhileStoring(content);
          }
        }
        default -> {
          if (random.nextInt(3) == 0) {
            leave();
          }
        }
      }
    }

    private void store(TestContent content) {
      keeper.keep(owner, List.of(content));
      promise(content, content.scope(), null);
    }

    /** The unit of work fails after the bytes were written. */
    private void storeInVain(TestContent content) {
      try {
        keeper.keep(
            owner,
            List.of(content),
            null,
            () -> {
              throw new IllegalStateException("on purpose");
            });
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("on purpose");
      }
    }

    /** Not of directories: whether a lapsed reference was removed decides their next scope. */
    private void storeForAWhile(TestContent content) {
      if (content.isDirectory()) {
        return;
      }
      Instant until =
          clock.instant().plus(Duration.ofMinutes(1 + random.nextInt((int) LONGEST.toMinutes())));
      keeper.keep(owner, List.of(content), until, () -> true);
      promise(content, content.scope(), until);
    }

    private void ask() {
      List<TestContent> asked = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        asked.add(universe.get(random.nextInt(universe.size())));
      }
      Set<Cid> held = keeper.hold(owner, asked.stream().map(TestContent::root).toList(), null);
      for (TestContent content : asked) {
        if (held.contains(content.root())) {
          promise(content, content.isDirectory() ? Scope.BLOCK : Scope.TREE, null);
        }
      }
    }

    private void promise(TestContent content, Scope scope, @Nullable Instant until) {
      promises.merge(content, new Promise(scope, until), Promise::wider);
    }

    void leave() {
      registry.membership().leave(peer);
      promises.clear();
      inFlight.clear();
      gone = true;
    }

    /** A reference may be taken after the client has gone: nobody may keep it for ever. */
    private void leaveWhileStoring(TestContent content) throws Exception {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> storing = threads.submit(() -> keeper.keep(owner, List.of(content)));
        leave();
        inFlight.add(content);
        try {
          storing.get();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(CafeException.class);
        }
      }
    }

    /** What was under way when it left may be its own again: it releases that, to be sure. */
    private void comeBack(TestContent content) {
      registry.join(peer, clock.instant());
      gone = false;
      keeper.release(owner, inFlight.stream().map(TestContent::root).toList());
      inFlight.clear();
      store(content);
    }

    void checkPromises() {
      for (TestContent content : promised()) {
        for (Multihash hash : kept(content)) {
          if (!store.has(hash) && !hasLapsed(content)) {
            throw new AssertionError(
                "history " + seed + ": " + owner + " lost a block of " + content.name());
          }
        }
      }
      if (inFlight.isEmpty()
          && promises.values().stream().allMatch(promise -> promise.until() == null)) {
        assertThat(keeper.usage(owner)).as("usage in history %d", seed).isEqualTo(usage());
      }
    }

    private References.Usage usage() {
      long bytes =
          promises.entrySet().stream()
              .mapToLong(promise -> promise.getKey().bytes(promise.getValue().scope()))
              .sum();
      return new References.Usage(promises.size(), bytes);
    }

    List<TestContent> promised() {
      return promises.keySet().stream().filter(content -> !hasLapsed(content)).toList();
    }

    private boolean hasLapsed(TestContent content) {
      Promise promise = promises.get(content);
      Instant until = promise == null ? clock.instant() : promise.until();
      return until != null && !until.isAfter(clock.instant());
    }

    Set<Multihash> kept(TestContent content) {
      Promise promise = promises.get(content);
      return promise != null && promise.scope() == Scope.TREE
          ? content.tree()
          : Set.of(content.root().multihash());
    }
  }

  private record Promise(Scope scope, @Nullable Instant until) {
    Promise wider(Promise other) {
      Scope wider = scope == Scope.TREE ? scope : other.scope;
      if (until == null || other.until == null) {
        return new Promise(wider, null);
      }
      return new Promise(wider, until.isAfter(other.until) ? until : other.until);
    }
  }
}
