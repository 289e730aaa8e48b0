package cafe.identity;

import cafe.cache.Cache;
import cafe.cache.CacheSpec;
import cafe.cache.Caches;
import cafe.database.Database;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The clients of this cafe, as rows say. May be called inside a unit of work or outside. */
@ApplicationScoped
public class Clients {

  private static final byte[] SEEN = {};
  private static final long SEEN_BYTES = 16L << 20;

  private final Database database;
  private final ClientRepository clients;
  private final Cache lately;
  private final Clock clock;

  Clients(
      Database database,
      ClientRepository clients,
      Caches caches,
      IdentityConfig config,
      Clock clock) {
    this.database = database;
    this.clients = clients;
    this.clock = clock;
    this.lately =
        caches.cache(new CacheSpec("clients-seen", SEEN_BYTES, config.lastSeenInterval()));
  }

  /** The client of a peer. */
  public Optional<Client> find(PeerId peer) {
    return database.read(() -> clients.find(peer));
  }

  /** Whether a peer is a client. */
  public boolean exists(PeerId peer) {
    return database.read(() -> clients.exists(peer));
  }

  /**
   * Whether a peer is a client, and will be one until the unit of work has ended: whoever removes
   * it waits for that. To be asked before anything is kept for a client. Part of a unit of work.
   */
  public boolean remains(PeerId peer) {
    return clients.remains(peer);
  }

  /**
   * Goes on for a client only.
   *
   * @throws CafeException {@code CLIENT_UNKNOWN} if the peer is none any more
   */
  public void require(PeerId peer) {
    require(exists(peer));
  }

  /**
   * Goes on for a client only, which stays one as {@link #remains} says. Part of a unit of work.
   *
   * @throws CafeException {@code CLIENT_UNKNOWN} if the peer is none any more
   */
  public void requireRemaining(PeerId peer) {
    require(remains(peer));
  }

  private static void require(boolean isClient) {
    if (!isClient) {
      throw new CafeException(Fault.CLIENT_UNKNOWN, "the client was removed");
    }
  }

  /** The clients (devices) of an account, last seen first, at most 1,000. */
  public List<Client> byAddress(Address address) {
    return database.read(() -> clients.byAddress(address));
  }

  /** Clients in the order of their peer ids, after one of them; from the first with {@code ""}. */
  public List<Client> after(String peer, int limit) {
    return database.read(() -> clients.after(peer, limit));
  }

  /** How many there are. */
  public long count() {
    return database.read(clients::count);
  }

  /**
   * Notes that a client was seen now; at most one write per client and {@code
   * cafe.identity.last-seen-interval}.
   */
  public void touch(PeerId peer) {
    if (lately.putIfAbsent(peer.toString(), SEEN)) {
      Instant now = clock.instant();
      try {
        database.write(() -> clients.touch(peer, now));
      } catch (CafeException e) {
        // No request fails for want of this note; the next one makes it.
        if (!e.fault().retryable()) {
          throw e;
        }
        lately.remove(peer.toString());
      }
    }
  }

  /**
   * Notes that a client proved its key: it is the remote end of a libp2p connection over which its
   * session was used. From then on nobody else can register that peer.
   */
  public void prove(PeerId peer) {
    String key = "proven " + peer;
    if (lately.putIfAbsent(key, SEEN)) {
      try {
        database.write(() -> clients.prove(peer));
      } catch (CafeException e) {
        lately.remove(key);
        throw e;
      }
    }
  }
}
