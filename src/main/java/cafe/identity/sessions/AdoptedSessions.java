package cafe.identity.sessions;

import cafe.identity.Client;
import cafe.identity.ClientRepository;
import cafe.ipld.FormatException;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes over sessions that the original issued under the same node key. It kept no rows, so the
 * signed token itself is the evidence: it has the original's header, which this cafe never writes,
 * and is younger than its client's registration here (a client that left and came back brings no
 * old session back).
 */
@ApplicationScoped
class AdoptedSessions {

  /** How long the original's access tokens are good. */
  private static final Duration ACCESS = Duration.ofDays(28);

  /** How long its refresh tokens are good. */
  private static final Duration REFRESH = Duration.ofDays(56);

  private final SessionRepository sessions;
  private final ClientRepository clients;

  AdoptedSessions(SessionRepository sessions, ClientRepository clients) {
    this.sessions = sessions;
    this.clients = clients;
  }

  /** The row of a token without one, made now, inside a unit of work. */
  Optional<Session> adopt(TokenClaims claims) {
    if (!claims.original()) {
      return Optional.empty();
    }
    return client(claims.subject())
        .filter(client -> claims.issuedAt() >= client.created().getEpochSecond())
        .flatMap(client -> insert(client, claims));
  }

  private Optional<Client> client(String subject) {
    try {
      return clients.find(PeerId.parse(subject));
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The row must outlive both tokens, whatever is configured here: without it, a token of a session
   * that was revoked would be taken over once more.
   */
  private Optional<Session> insert(Client client, TokenClaims claims) {
    Instant issued = Instant.ofEpochSecond(claims.issuedAt());
    Instant end = issued.plus(REFRESH);
    Instant told = Instant.ofEpochSecond(claims.expiresAt());
    Session session =
        new Session(
            claims.session(),
            claims.session(),
            client.peer(),
            client.address(),
            issued,
            issued.plus(ACCESS),
            told.isAfter(end) ? told : end,
            null,
            null,
            null,
            null);
    // Of two first uses one inserts; both then read the same row.
    sessions.insert(session);
    return sessions.find(claims.session());
  }
}
