package cafe.snapshots;

import cafe.database.Database;
import cafe.identity.Client;
import cafe.identity.Clients;
import cafe.ipld.Sha256;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.ClientClosed;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The use-cases of snapshots; both doors end here. */
@ApplicationScoped
public class Snapshots {

  /** The most snapshots of one page. */
  public static final int MAX_PAGE = 1_000;

  private static final int MAX_THREAD_ID = 128;
  private static final int DIGEST_BYTES = 16;
  private static final int PAGE = 64;

  private final Database database;
  private final SnapshotRepository rows;
  private final HotSnapshots hot;
  private final Clients clients;
  private final SnapshotConfig config;
  private final Clock clock;

  Snapshots(
      Database database,
      SnapshotRepository rows,
      HotSnapshots hot,
      Clients clients,
      SnapshotConfig config,
      Clock clock) {
    this.database = database;
    this.rows = rows;
    this.hot = hot;
    this.clients = clients;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Stores the caller's snapshot of a thread as a new version; the same bytes as the current
   * version's are acknowledged without one. Durable on return.
   *
   * @throws CafeException {@code REQUEST_MALFORMED} for an empty ciphertext or an impossible thread
   *     id, {@code TOO_LARGE}, {@code QUOTA_EXCEEDED} for one thread too many, {@code
   *     PRECONDITION_FAILED}, {@code CLIENT_UNKNOWN} if the client was removed
   */
  public SnapshotInfo store(
      Caller.Session caller, String thread, byte[] ciphertext, Condition condition) {
    checkThread(thread);
    if (ciphertext.length == 0) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "a snapshot cannot be empty");
    }
    if (ciphertext.length > config.maxSize().asLongValue()) {
      throw new CafeException(
          Fault.TOO_LARGE, "a snapshot may have " + config.maxSize().asLongValue() + " bytes");
    }
    Upload upload = new Upload(thread, ciphertext, digest(ciphertext));
    return database.write(() -> storeVersion(caller, upload, condition));
  }

  /** What a client sends: hashed once, though the unit of work may run twice. */
  private record Upload(String thread, byte[] ciphertext, String digest) {}

  private SnapshotInfo storeVersion(Caller.Session caller, Upload upload, Condition condition) {
    clients.requireRemaining(caller.client());
    String thread = upload.thread();
    Optional<SnapshotInfo> current = rows.lockCurrent(thread, caller.client());
    check(condition, current);
    if (current.isPresent() && current.get().digest().equals(upload.digest())) {
      return current.get();
    }
    if (current.isEmpty() && rows.lockCount(caller.client()) >= config.maxPerClient()) {
      throw new CafeException(Fault.QUOTA_EXCEEDED, "too many threads have snapshots here");
    }
    long version = current.map(SnapshotInfo::version).orElse(0L) + 1;
    SnapshotInfo info =
        new SnapshotInfo(
            thread,
            caller.client(),
            version,
            upload.digest(),
            upload.ciphertext().length,
            clock.instant());
    current.ifPresent(hot::forget);
    rows.insert(new Snapshot(info, upload.ciphertext()));
    rows.deleteUpTo(thread, caller.client(), version - config.versions());
    return info;
  }

  /**
   * Removes the caller's snapshot of a thread with its versions; so does a repeat.
   *
   * @throws CafeException {@code PRECONDITION_FAILED}, {@code CLIENT_UNKNOWN}
   */
  public void remove(Caller.Session caller, String thread, Condition condition) {
    checkThread(thread);
    database.write(
        () -> {
          clients.requireRemaining(caller.client());
          Optional<SnapshotInfo> current = rows.lockCurrent(thread, caller.client());
          check(condition, current);
          current.ifPresent(hot::forget);
          rows.delete(thread, caller.client());
        });
  }

  /**
   * The current version of the caller's snapshot of a thread.
   *
   * @throws CafeException {@code REQUEST_MALFORMED} for an impossible thread id
   */
  public Optional<SnapshotInfo> current(Caller.Session caller, String thread) {
    checkThread(thread);
    return database.read(() -> rows.current(thread, caller.client()));
  }

  /**
   * A version of a snapshot of the caller's account.
   *
   * @param client the device that stored it: the caller, or another of its account
   * @param version its number, or 0 for the current one
   * @throws CafeException {@code NOT_FOUND}, also for devices of other accounts; {@code
   *     REQUEST_MALFORMED} for an impossible thread id
   */
  public Snapshot find(Caller.Session caller, String thread, PeerId client, long version) {
    checkThread(thread);
    return database.read(
        () -> {
          requireOwn(caller, client);
          Optional<Snapshot> found =
              version == 0
                  // another version may have taken its place between the two
                  ? rows.current(thread, client)
                      .flatMap(this::bytes)
                      .or(() -> rows.find(thread, client, 0))
                  : rows.find(thread, client, version);
          return found.orElseThrow(Snapshots::notFound);
        });
  }

  /** The bytes of what a row has just said to be current, in the same unit of work. */
  private Optional<Snapshot> bytes(SnapshotInfo info) {
    Optional<Snapshot> kept = hot.get(info);
    if (kept.isPresent()) {
      return kept;
    }
    Optional<Snapshot> read = rows.find(info.thread(), info.client(), info.version());
    read.ifPresent(hot::keep);
    return read;
  }

  /**
   * The kept versions of a snapshot of the caller's account, newest first.
   *
   * @throws CafeException {@code NOT_FOUND}, also for devices of other accounts; {@code
   *     REQUEST_MALFORMED} for an impossible thread id
   */
  public List<SnapshotInfo> versions(Caller.Session caller, String thread, PeerId client) {
    checkThread(thread);
    return database.read(
        () -> {
          requireOwn(caller, client);
          List<SnapshotInfo> versions = rows.versions(thread, client);
          if (versions.isEmpty()) {
            throw notFound();
          }
          return versions;
        });
  }

  /**
   * A place in the list of an account's snapshots: this one's, even if it is gone.
   *
   * @param client the device
   * @param thread its thread
   */
  public record Place(PeerId client, String thread) {}

  /**
   * The current snapshots of all devices of the caller's account, in the order of the devices' ids
   * and, of each, of the threads; a page.
   *
   * @param after the last one of the page before; empty for the first page
   * @param limit how many at most, 1 to {@link #MAX_PAGE}
   * @throws CafeException {@code REQUEST_MALFORMED}
   */
  public List<SnapshotInfo> ofAccount(Caller.Session caller, Optional<Place> after, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "limit is 1 to " + MAX_PAGE);
    }
    after.ifPresent(place -> checkThread(place.thread()));
    return database.read(
        () -> {
          List<SnapshotInfo> page = new ArrayList<>();
          for (PeerId device : devices(caller.account(), after)) {
            String thread =
                after.filter(at -> at.client().equals(device)).map(Place::thread).orElse("");
            page.addAll(rows.ofClient(device, thread, limit - page.size()));
            if (page.size() == limit) {
              break;
            }
          }
          return page;
        });
  }

  /** The devices of an account by their ids, from that of a place on. */
  private List<PeerId> devices(Address account, Optional<Place> from) {
    String first = from.map(place -> place.client().toString()).orElse("");
    return clients.byAddress(account).stream()
        .map(Client::peer)
        .filter(peer -> peer.toString().compareTo(first) >= 0)
        .sorted(Comparator.comparing(PeerId::toString))
        .toList();
  }

  /**
   * Hands out the current snapshots of all devices of an account, one after another, so that memory
   * holds one of them at a time. Whoever knows the address may have them: only the account's key
   * opens them.
   *
   * @param wanted which are read at all
   * @param taker takes one, and tells whether it may take another
   */
  public void forEachOfAccount(
      Address account, Predicate<SnapshotInfo> wanted, Predicate<Snapshot> taker) {
    for (Client client : clients.byAddress(account)) {
      if (!eachOf(client.peer(), info -> !wanted.test(info) || read(info, taker))) {
        return;
      }
    }
  }

  private boolean read(SnapshotInfo info, Predicate<Snapshot> taker) {
    return database.read(() -> bytes(info)).map(taker::test).orElse(true);
  }

  /** Goes through a client's snapshots while the consumer says so; false if it had enough. */
  private boolean eachOf(PeerId client, Predicate<SnapshotInfo> consumer) {
    String after = "";
    List<SnapshotInfo> page;
    do {
      String from = after;
      page = database.read(() -> rows.ofClient(client, from, PAGE));
      if (!page.stream().allMatch(consumer)) {
        return false;
      }
      after = page.isEmpty() ? after : page.getLast().thread();
    } while (page.size() == PAGE);
    return true;
  }

  void onClientClosed(@Observes ClientClosed event) {
    String after = "";
    List<SnapshotInfo> page;
    do {
      page = rows.ofClient(event.client(), after, PAGE);
      page.forEach(hot::forget);
      after = page.isEmpty() ? after : page.getLast().thread();
    } while (page.size() == PAGE);
    rows.deleteOf(event.client());
  }

  private void requireOwn(Caller.Session caller, PeerId client) {
    if (client.equals(caller.client())) {
      return;
    }
    if (clients.find(client).filter(c -> c.address().equals(caller.account())).isEmpty()) {
      throw notFound();
    }
  }

  private static void check(Condition condition, Optional<SnapshotInfo> current) {
    if (!condition.holds(current)) {
      throw new CafeException(
          Fault.PRECONDITION_FAILED,
          current
              .map(info -> "the current version is \"" + info.tag() + "\"")
              .orElse("there is no version yet"));
    }
  }

  private static void checkThread(String thread) {
    if (thread.isEmpty()
        || thread.length() > MAX_THREAD_ID
        || thread.chars().anyMatch(Character::isISOControl)) {
      throw new CafeException(
          Fault.REQUEST_MALFORMED, "a thread id has 1 to " + MAX_THREAD_ID + " characters");
    }
  }

  private static CafeException notFound() {
    return new CafeException(Fault.NOT_FOUND, "no such snapshot");
  }

  private static String digest(byte[] ciphertext) {
    return HexFormat.of().formatHex(Arrays.copyOf(Sha256.hash(ciphertext), DIGEST_BYTES));
  }
}
