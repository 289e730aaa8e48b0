package cafe.identity.registration;

import cafe.database.Database;
import cafe.database.Outbox;
import cafe.identity.Client;
import cafe.identity.ClientRepository;
import cafe.identity.sessions.Sessions;
import cafe.identity.tokens.AccessToken;
import cafe.identity.tokens.AccessTokens;
import cafe.kernel.AccountClosed;
import cafe.kernel.CafeException;
import cafe.kernel.ClientClosed;
import cafe.kernel.ClientRegistered;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** Which peer belongs to which account: lets clients in, and out with all that they kept. */
@ApplicationScoped
public class Membership {

  /** Outbox topic of devices that joined an account which had others; the key is the account. */
  public static final String DEVICE_ADDED = "identity.device-added";

  /** On PostgreSQL a registration and a removal of one peer may run side by side. */
  private static final int ATTEMPTS = 5;

  private static final int PAGE = 100;

  private static final Logger LOG = System.getLogger(Membership.class.getName());

  private final Database database;
  private final ClientRepository clients;
  private final Sessions sessions;
  private final AccessTokens tokens;
  private final Outbox outbox;
  private final Announcements announce;

  Membership(
      Database database,
      ClientRepository clients,
      Sessions sessions,
      AccessTokens tokens,
      Outbox outbox,
      Announcements announce) {
    this.database = database;
    this.clients = clients;
    this.sessions = sessions;
    this.tokens = tokens;
    this.outbox = outbox;
    this.announce = announce;
  }

  /** Tells other rooms, inside the unit of work. */
  @Singleton
  static class Announcements {
    private final Event<ClientRegistered> registered;
    private final Event<ClientClosed> closed;
    private final Event<AccountClosed> accountClosed;

    Announcements(
        Event<ClientRegistered> registered,
        Event<ClientClosed> closed,
        Event<AccountClosed> accountClosed) {
      this.registered = registered;
      this.closed = closed;
      this.accountClosed = accountClosed;
    }
  }

  /**
   * Lets a client in, inside a unit of work.
   *
   * @param wanted the client as it would be if it were new
   * @throws CafeException {@link Fault#PEER_TAKEN} if the peer belongs to another account and the
   *     claim to it is no stronger; {@link Fault#ACCESS_TOKEN_INVALID} if the token is no longer
   *     good, or has no use left and the client is new
   */
  void join(Client wanted, AccessToken token) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (clients.insert(wanted)) {
        tokens.use(token);
        warnOthers(wanted);
        announce(wanted);
        return;
      }
      Optional<Client> present = clients.find(wanted.peer());
      if (present.isPresent() && rejoin(present.get(), wanted)) {
        tokens.hold(token);
        announce(wanted);
        return;
      }
    }
    throw new CafeException(Fault.CONFLICT, "the peer's registration keeps changing");
  }

  /**
   * Renews the registration of a peer that is there, or makes way for a better claim.
   *
   * @return whether it was renewed; if not, it is gone
   */
  private boolean rejoin(Client present, Client wanted) {
    if (present.address().equals(wanted.address())) {
      return clients.renew(wanted.peer(), wanted.lastSeen(), wanted.tokenId(), wanted.proven());
    }
    if (present.proven() || !wanted.proven()) {
      throw new CafeException(Fault.PEER_TAKEN, "the peer belongs to another account");
    }
    LOG.log(
        Level.WARNING,
        "{0} proved its key and leaves account {1}, which had only named it, for {2}",
        wanted.peer(),
        present.address(),
        wanted.address());
    remove(present);
    return false;
  }

  private void announce(Client client) {
    announce.registered.fire(
        new ClientRegistered(client.peer(), client.address(), client.proven()));
  }

  /** W5: nothing else tells the owner of an account that somebody registered a peer under it. */
  private void warnOthers(Client client) {
    List<Client> devices = clients.byAddress(client.address());
    if (devices.size() > 1) {
      LOG.log(Level.INFO, "account {0} has a new device, {1}", client.address(), client.peer());
      outbox.append(DEVICE_ADDED, client.address().toString(), client.peer().toString());
    }
  }

  /**
   * Removes a client with all that it kept here. Nothing happens if there is none.
   *
   * @return whether there was one
   */
  public boolean leave(PeerId peer) {
    return database.write(
        () -> {
          Optional<Client> client = clients.find(peer);
          client.ifPresent(this::remove);
          return client.isPresent();
        });
  }

  /**
   * Ends the sessions of all clients that last registered with an access token, for example because
   * it was leaked. They stay clients, and can come back with another token. Switch it off first, so
   * that none comes back with it meanwhile.
   */
  public void endSessionsOf(String tokenId) {
    List<Client> some = page(tokenId, "");
    while (!some.isEmpty()) {
      List<Client> these = some;
      database.write(() -> these.forEach(client -> sessions.revokeClient(client.peer())));
      some = page(tokenId, some.getLast().peer().toString());
    }
  }

  private List<Client> page(String tokenId, String after) {
    return database.read(() -> clients.byToken(tokenId, after, PAGE));
  }

  private void remove(Client client) {
    clients.delete(client.peer());
    sessions.revokeClient(client.peer());
    announce.closed.fire(new ClientClosed(client.peer(), client.address()));
    if (clients.byAddress(client.address()).isEmpty()) {
      announce.accountClosed.fire(new AccountClosed(client.address()));
    }
    LOG.log(Level.INFO, "client {0} of account {1} left", client.peer(), client.address());
  }
}
