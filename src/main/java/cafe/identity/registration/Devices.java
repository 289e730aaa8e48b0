package cafe.identity.registration;

import cafe.database.Database;
import cafe.identity.Client;
import cafe.identity.Clients;
import cafe.identity.sessions.Sessions;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/** What a client may see and do about the devices of its own account. */
@ApplicationScoped
public class Devices {

  /** What a signature to remove a device begins with; the peer and the challenge follow. */
  public static final String REMOVAL = "cafe: remove device ";

  private final Database database;
  private final Clients clients;
  private final Membership membership;
  private final Challenges challenges;
  private final Sessions sessions;
  private final Clock clock;

  Devices(
      Database database,
      Clients clients,
      Membership membership,
      Challenges challenges,
      Sessions sessions,
      Clock clock) {
    this.database = database;
    this.clients = clients;
    this.membership = membership;
    this.challenges = challenges;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** The devices of the caller's account, last seen first. */
  public List<Client> list(Caller.Session caller) {
    return clients.byAddress(caller.account());
  }

  /**
   * Ends all sessions of a device of the caller's account; what it kept stays, and it may register
   * again.
   *
   * @throws CafeException {@link Fault#NOT_FOUND} if the account has no such device
   */
  public void endSessions(Caller.Session caller, PeerId peer) {
    requireOwn(caller, peer);
    sessions.revokeClient(peer);
  }

  /** A challenge to sign for {@link #remove}. */
  public Challenge challenge(Caller.Session caller) {
    return challenges.create(caller.account().toString(), caller.client());
  }

  /**
   * Removes a device of the caller's account with all that it kept. For another than the caller's
   * own the account has to sign: a session alone could be that of a peer which a rogue cafe
   * smuggled in (W5). The challenge stands at the end of what is signed, where in a registration's
   * signature stands a nonce that the account's owner made, so neither can be passed off as the
   * other.
   *
   * @param challenge the value of a challenge that the caller asked for
   * @param signature the account's signature of {@link #REMOVAL}, the peer, a space and the
   *     challenge, in UTF-8
   * @throws CafeException {@link Fault#NOT_FOUND}; {@link Fault#SIGNATURE_INVALID}; as a
   *     registration for the challenge
   */
  public void remove(Caller.Session caller, PeerId peer, String challenge, byte[] signature) {
    requireOwn(caller, peer);
    if (peer.equals(caller.client())) {
      membership.leave(peer);
      return;
    }
    byte[] message = (REMOVAL + peer + ' ' + challenge).getBytes(StandardCharsets.UTF_8);
    if (!caller.account().verify(message, signature)) {
      throw new CafeException(Fault.SIGNATURE_INVALID, "the account did not sign this");
    }
    ChallengeRepository.Use use =
        new ChallengeRepository.Use(clock.instant(), "remove " + peer, "");
    database.write(
        () -> {
          challenges.use(challenge, new Challenges.Answer(caller.account(), caller.client()), use);
          membership.leave(peer);
        });
  }

  private void requireOwn(Caller.Session caller, PeerId peer) {
    boolean own = clients.find(peer).filter(c -> c.address().equals(caller.account())).isPresent();
    if (!own) {
      throw new CafeException(Fault.NOT_FOUND, "the account has no such device");
    }
  }
}
