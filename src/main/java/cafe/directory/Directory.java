package cafe.directory;

import cafe.database.Database;
import cafe.identity.Clients;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.ClientClosed;
import cafe.kernel.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The use-cases of published peers; both doors end here. */
@ApplicationScoped
public class Directory {

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final Database database;
  private final PeerRepository rows;
  private final Clients clients;
  private final DirectoryConfig config;

  Directory(Database database, PeerRepository rows, Clients clients, DirectoryConfig config) {
    this.database = database;
    this.rows = rows;
    this.clients = clients;
    this.config = config;
  }

  /**
   * Publishes the caller's own peer, replacing what it published before. Durable on return.
   *
   * @throws CafeException {@code FORBIDDEN} for another peer or account, {@code REQUEST_MALFORMED}
   *     for fields out of bounds, {@code CLIENT_UNKNOWN} if the client was removed
   */
  public void publish(Caller.Session caller, PublishedPeer peer) {
    if (!peer.id().equals(caller.client()) || !peer.address().equals(caller.account())) {
      throw new CafeException(Fault.FORBIDDEN, "a client publishes only its own peer");
    }
    check(peer);
    String folded = Folding.fold(peer.name());
    database.write(
        () -> {
          clients.requireRemaining(caller.client());
          rows.put(peer, folded);
        });
  }

  /** What the caller has published. */
  public Optional<PublishedPeer> published(Caller.Session caller) {
    return database.read(() -> rows.find(caller.client()));
  }

  /** Opts out: the caller's peer is not found any more, until it publishes again. */
  public void withdraw(Caller.Session caller) {
    database.write(() -> rows.delete(caller.client()));
  }

  /**
   * Peers that match, last updated first.
   *
   * @param limit at most so many, and at most the configured number
   */
  public List<PublishedPeer> search(ContactSearch search, int limit) {
    String folded = Folding.fold(search.name());
    boolean asksNothing = search.address().isEmpty() && folded.isEmpty();
    if (asksNothing || isUnfit(folded) || isUnfit(search.address())) {
      return List.of();
    }
    int most = Math.min(limit, config.maxResults());
    // Those to leave out are few and found here, so that the query stays one of a few forms; each
    // may be among the rows, so that there are as many more.
    int enough = most + search.exclude().size();
    return database.read(() -> rows.search(search.address(), folded, enough)).stream()
        .filter(peer -> !search.exclude().contains(peer.id().toString()))
        .limit(most)
        .toList();
  }

  void onClientClosed(@Observes ClientClosed event) {
    rows.delete(event.client());
  }

  private static void check(PublishedPeer peer) {
    if (peer.name().length() > PublishedPeer.MAX_NAME
        || peer.avatar().length() > PublishedPeer.MAX_AVATAR
        || peer.inboxes().size() > PublishedPeer.MAX_INBOXES
        || !isPlausible(peer.created())
        || !isPlausible(peer.updated())
        || isUnfit(peer.name())
        || isUnfit(peer.avatar())
        || peer.inboxes().stream().flatMap(Directory::fields).anyMatch(Directory::isOutOfBounds)) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "a field of the peer is out of bounds");
    }
  }

  private static boolean isPlausible(Instant time) {
    return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
  }

  private static Stream<String> fields(PublishedPeer.Inbox inbox) {
    return Stream.of(
        inbox.peer(), inbox.address(), inbox.api(), inbox.protocol(), inbox.node(), inbox.url());
  }

  private static boolean isOutOfBounds(String field) {
    return field.length() > PublishedPeer.Inbox.MAX_FIELD || isUnfit(field);
  }

  /**
   * What a database cannot keep, or ends a text at: NUL, and halves of surrogate pairs. So no peer
   * has any.
   */
  private static boolean isUnfit(String text) {
    return text.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
  }
}
