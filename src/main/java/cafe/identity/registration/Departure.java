package cafe.identity.registration;

import cafe.identity.Clients;
import cafe.identity.sessions.SessionTokens;
import cafe.kernel.CafeException;
import cafe.kernel.CallerResolver;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets clients leave by their own wish. */
@ApplicationScoped
public class Departure {

  private final CallerResolver callers;
  private final SessionTokens tokens;
  private final Clients clients;
  private final Membership membership;

  Departure(CallerResolver callers, SessionTokens tokens, Clients clients, Membership membership) {
    this.callers = callers;
    this.tokens = tokens;
    this.clients = clients;
    this.membership = membership;
  }

  /**
   * Removes a client with all that it kept here. Asked again by the same client, who did not get
   * the answer, it says yes again, although leaving has ended the session.
   *
   * @throws CafeException as {@link CallerResolver#session(String, PeerId)}
   */
  public void leave(String accessToken, PeerId subject) {
    if (accessToken.isEmpty()) {
      throw new CafeException(Fault.TOKEN_MISSING, "no token was sent");
    }
    try {
      PeerId client = callers.session(accessToken, subject).client();
      membership.leave(client);
    } catch (CafeException e) {
      boolean hasLeft =
          e.fault() == Fault.SESSION_REVOKED
              && tokens.isAccessTokenOf(accessToken, subject)
              && !clients.exists(subject);
      if (!hasLeft) {
        throw e;
      }
    }
  }
}
