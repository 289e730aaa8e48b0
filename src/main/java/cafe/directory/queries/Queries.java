package cafe.directory.queries;

import cafe.directory.ContactSearch;
import cafe.directory.Directory;
import cafe.directory.DirectoryConfig;
import cafe.directory.PublishedPeer;
import cafe.ipld.FormatException;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.snapshots.Snapshots;
import cafe.wire.FoundItem;
import cafe.wire.PeerRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Runs queries; both doors end here. */
@ApplicationScoped
public class Queries {

  /**
   * Bytes of results in one batch, and of a snapshot that is a batch by itself with some bytes
   * around it, so that an envelope of them fits into a 16-bit frame.
   */
  public static final int BATCH_BYTES = 60_000;

  private static final int AROUND = 2_000;
  private static final System.Logger LOG = System.getLogger(Queries.class.getName());
  private static final int WAITING_BATCHES = 64;

  private final Directory directory;
  private final Snapshots snapshots;
  private final DirectoryConfig config;
  private final Instance<QueryNetwork> network;
  private final Semaphore places;

  Queries(
      Directory directory,
      Snapshots snapshots,
      DirectoryConfig config,
      Instance<QueryNetwork> network) {
    this.directory = directory;
    this.snapshots = snapshots;
    this.config = config;
    this.network = network;
    this.places = new Semaphore(config.maxQueries());
  }

  /** Takes results as they are found. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes a batch of at least one result that fits into a 16-bit frame.
     *
     * @throws IOException if nobody wants more; the query ends
     */
    void accept(List<FoundItem> batch) throws IOException;
  }

  /** Takes this cafe's own results for as long as it wants more. */
  @FunctionalInterface
  public interface Taker {
    /**
     * Takes a batch of at least one result.
     *
     * @return whether there is use for more; if not, no more are looked up
     */
    boolean accept(List<FoundItem> batch) throws IOException;
  }

  /**
   * Checks that a client may run a query. Snapshots are found for the caller's own account only:
   * others need not learn its devices.
   *
   * @throws CafeException {@code FORBIDDEN}
   */
  public void authorize(Caller.Session caller, Query query) {
    if (query.target() instanceof Query.AccountSnapshots target
        && !target.address().equals(caller.account().toString())) {
      throw new CafeException(Fault.FORBIDDEN, "snapshots are found for the own account only");
    }
  }

  /**
   * Runs a query of a client: this cafe's results, then those of other peers. Returns when there
   * are as many as it asks for, when its time is over, or when there is nobody left to ask.
   */
  public void run(Query query, Sink sink) throws IOException {
    if (!places.tryAcquire()) {
      throw new CafeException(Fault.OVERLOADED, "too many queries at the same time");
    }
    try {
      ResultSet results = new ResultSet(query, config.maxResults());
      local(
          query,
          BATCH_BYTES,
          batch -> {
            pass(results.add(batch), sink);
            return !results.isFull();
          });
      if (!results.isFull() && network.isResolvable() && network.get().hasPeers()) {
        remote(query, results, sink);
      }
    } finally {
      places.release();
    }
  }

  /**
   * This cafe's results alone, in batches: what another peer's query is answered with.
   *
   * @param largest bytes of the largest snapshot; those that do not fit into a batch with others
   *     come last, each by itself, and larger ones are not even read
   */
  public void local(Query query, long largest, Taker taker) throws IOException {
    Batches batches = new Batches(query.limit(), taker);
    switch (query.target()) {
      case Query.Contacts contacts -> contacts(contacts.search(), query.limit(), batches);
      case Query.AccountSnapshots account -> {
        accountSnapshots(account.address(), 0, Math.min(largest, BATCH_BYTES), batches);
        accountSnapshots(account.address(), BATCH_BYTES, largest, batches);
      }
    }
  }

  private void contacts(ContactSearch search, int limit, Batches batches) throws IOException {
    for (PublishedPeer peer : directory.search(search, limit)) {
      batches.add(FoundItem.peer(record(peer)));
    }
    batches.flush();
  }

  /** Those of more than {@code above} and at most {@code most} bytes. */
  private void accountSnapshots(String text, long above, long most, Batches batches)
      throws IOException {
    Optional<Address> address = address(text);
    if (address.isEmpty() || most <= above || !batches.areWanted()) {
      return;
    }
    snapshots.forEachOfAccount(
        address.get(),
        info -> info.size() > above && info.size() <= most,
        snapshot ->
            batches.addQuietly(
                FoundItem.snapshot(
                    snapshot.info().thread(),
                    snapshot.info().client().toString(),
                    snapshot.ciphertext())));
    batches.flush();
  }

  private void remote(Query query, ResultSet results, Sink sink) throws IOException {
    BlockingQueue<List<FoundItem>> answers = new ArrayBlockingQueue<>(WAITING_BATCHES);
    long end = System.nanoTime() + query.patience().toNanos();
    // Answers that come faster than they are taken are lost, as on the network itself.
    try (QueryNetwork.Question _ = network.get().ask(query, answer -> answers.offer(answer))) {
      while (!results.isFull()) {
        List<FoundItem> answer = answers.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (answer == null) {
          return;
        }
        pass(results.add(answer), sink);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pass(List<FoundItem> items, Sink sink) throws IOException {
    Batches batches =
        new Batches(
            Integer.MAX_VALUE,
            batch -> {
              sink.accept(batch);
              return true;
            });
    for (FoundItem item : items) {
      if (item.size() <= BATCH_BYTES + AROUND) {
        batches.add(item);
      } else {
        LOG.log(System.Logger.Level.DEBUG, "left out a result that fits into no frame");
      }
    }
    batches.flush();
  }

  private static Optional<Address> address(String text) {
    try {
      return Optional.of(Address.parse(text));
    } catch (CafeException | FormatException e) {
      return Optional.empty();
    }
  }

  private static PeerRecord record(PublishedPeer peer) {
    return new PeerRecord(
        peer.id().toString(),
        peer.address().toString(),
        peer.name(),
        peer.avatar(),
        peer.inboxes().stream()
            .map(
                inbox ->
                    new PeerRecord.CafeRecord(
                        inbox.peer(),
                        inbox.address(),
                        inbox.api(),
                        inbox.protocol(),
                        inbox.node(),
                        inbox.url()))
            .toList(),
        peer.created(),
        peer.updated());
  }

  /** Collects items into batches that fit into a frame, unless one item alone does not. */
  private static final class Batches {
    private final int most;
    private final Taker taker;
    private boolean wanted = true;
    private final List<FoundItem> items = new ArrayList<>();
    private int bytes;
    private @org.jspecify.annotations.Nullable IOException failure;

    /**
     * For batches of so many items.
     *
     * @param most after which nobody may want more
     */
    Batches(int most, Taker taker) {
      this.most = most;
      this.taker = taker;
    }

    boolean areWanted() {
      return wanted && failure == null;
    }

    void add(FoundItem item) throws IOException {
      if (bytes + item.size() > BATCH_BYTES) {
        flush();
      }
      items.add(item);
      bytes += item.size();
      if (bytes >= BATCH_BYTES || items.size() >= most) {
        flush();
      }
    }

    /** Tells whether more are wanted. */
    boolean addQuietly(FoundItem item) {
      try {
        add(item);
      } catch (IOException e) {
        failure = e;
      }
      return areWanted();
    }

    void flush() throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (!items.isEmpty()) {
        wanted = wanted && taker.accept(List.copyOf(items));
        items.clear();
        bytes = 0;
      }
    }
  }
}
