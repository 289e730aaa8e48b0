package cafe.identity;

import cafe.kernel.Address;
import cafe.kernel.PeerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where clients are kept. All methods run inside a unit of work. */
public interface ClientRepository {

  /** Adds a client; false if there is one of that peer. */
  boolean insert(Client client);

  /** The client of a peer. */
  Optional<Client> find(PeerId peer);

  /** Whether a peer is a client. */
  boolean exists(PeerId peer);

  /** Whether a peer is a client, and will be one until the unit of work has ended. */
  boolean remains(PeerId peer);

  /** The clients of an account, last seen first, at most 1,000. */
  List<Client> byAddress(Address address);

  /** Clients in the order of their peer ids, after one of them. */
  List<Client> after(String peer, int limit);

  /** Clients that last registered with an access token, after one of them, by peer id. */
  List<Client> byToken(String tokenId, String peer, int limit);

  /**
   * A registered client came again; {@code proven} only ever changes from false to true. False if
   * there is none.
   */
  boolean renew(PeerId peer, Instant now, String tokenId, boolean proven);

  /** Notes when a client was last seen. */
  void touch(PeerId peer, Instant now);

  /** Notes that a client proved its key; false if that was known. */
  boolean prove(PeerId peer);

  /** Removes a client; false if there was none. */
  boolean delete(PeerId peer);

  /** How many there are. */
  long count();
}
