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
import cafe.snapshots.SnapshotInfo;
import cafe.snapshots.Snapshots;
import cafe.wire.FoundItem;
import cafe.wire.PeerRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Runs queries; both doors end here. */
@ApplicationScoped
public class Queries {

  /** Bytes of the results that share a batch, so that an envelope of them fits into a frame. */
  public static final int BATCH_BYTES = 60_000;

  /** Bytes that a 16-bit frame holds: those of an envelope. */
  public static final int FRAME_BYTES = 65_535;

  private static final int WAITING_BATCHES = 64;

  /** How long a query that waits for other peers does not look whether it is wanted. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Directory directory;
  private final Snapshots snapshots;
  private final DirectoryConfig config;
  private final QueryNetwork network;
  private final Semaphore places;

  Queries(Directory directory, Snapshots snapshots, DirectoryConfig config, QueryNetwork network) {
    this.directory = directory;
    this.snapshots = snapshots;
    this.config = config;
    this.network = network;
    this.places = new Semaphore(config.maxQueries());
  }

  /** Takes results as they are found. */
  public interface Sink {
    /**
     * Whether a result of more than {@link #BATCH_BYTES} can be taken, by itself. One that cannot
     * is left out.
     */
    boolean fits(FoundItem item);

    /** Whether who searches is still there. If not, nobody else is waited for. */
    default boolean isWanted() {
      return true;
    }

    /**
     * Takes a batch of at least one result: of {@link #BATCH_BYTES} at most, or one that fits.
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
      SearchRun run = new SearchRun(query, config.maxResults(), sink);
      try {
        run.leaveOut(local(query, FRAME_BYTES, run::take));
        if (!run.isFull() && network.hasPeers()) {
          remote(query.within(config.maxWait()), run);
        }
      } finally {
        run.tellLeftOut();
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
   * @return how many were larger, of those that were looked at before the taker had enough
   */
  public int local(Query query, long largest, Taker taker) throws IOException {
    Batches batches = new Batches(query.limit(), taker);
    return switch (query.target()) {
      case Query.Contacts contacts -> contacts(contacts.search(), query.limit(), batches);
      case Query.AccountSnapshots account -> {
        Optional<Address> address = address(account.address());
        yield address.isEmpty() ? 0 : accountSnapshots(address.get(), largest, batches);
      }
    };
  }

  private int contacts(ContactSearch search, int limit, Batches batches) throws IOException {
    for (PublishedPeer peer : directory.search(search, limit)) {
      batches.add(FoundItem.peer(record(peer)));
    }
    batches.flush();
    return 0;
  }

  private int accountSnapshots(Address account, long largest, Batches batches) throws IOException {
    long shared = Math.min(largest, BATCH_BYTES);
    accountSnapshots(account, info -> info.size() <= shared, batches);
    int[] larger = {0};
    if (batches.areWanted()) {
      accountSnapshots(
          account,
          info -> {
            larger[0] += info.size() > largest ? 1 : 0;
            return info.size() > shared && info.size() <= largest;
          },
          batches);
    }
    return larger[0];
  }

  private void accountSnapshots(Address account, Predicate<SnapshotInfo> which, Batches batches)
      throws IOException {
    snapshots.forEachOfAccount(
        account,
        which,
        snapshot ->
            batches.addQuietly(
                FoundItem.snapshot(
                    snapshot.info().thread(),
                    snapshot.info().client().toString(),
                    snapshot.ciphertext())));
    batches.flush();
  }

  private void remote(Query query, SearchRun run) throws IOException {
    BlockingQueue<List<FoundItem>> answers = new ArrayBlockingQueue<>(WAITING_BATCHES);
    long end = System.nanoTime() + query.patience().toNanos();
    // Answers that come faster than they are taken are lost, as on the network itself.
    var asked = network.ask(query, answer -> answers.offer(answer));
    if (asked.isEmpty()) {
      return;
    }
    try (QueryNetwork.Question _ = asked.get()) {
      long left = end - System.nanoTime();
      while (left > 0 && run.isWanted()) {
        List<FoundItem> answer = answers.poll(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
        if (answer != null) {
          run.take(answer);
        }
        left = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
}
