package cafe.identity.sessions;

import cafe.database.Database;
import cafe.identity.Openness;
import cafe.identity.sessions.SessionTokens.Scope;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.limits.Limit;
import cafe.limits.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Renews sessions; see the package's note for the life of a pair. */
@ApplicationScoped
public class SessionRefresh {

  private final Database database;
  private final SessionRepository rows;
  private final Sessions sessions;
  private final SessionTokens tokens;
  private final AdoptedSessions adopted;
  private final Openness openness;
  private final Limits limits;

  SessionRefresh(
      Database database,
      SessionRepository rows,
      Sessions sessions,
      SessionTokens tokens,
      AdoptedSessions adopted,
      Openness openness,
      Limits limits) {
    this.database = database;
    this.rows = rows;
    this.sessions = sessions;
    this.tokens = tokens;
    this.adopted = adopted;
    this.openness = openness;
    this.limits = limits;
  }

  /**
   * A new pair for an old one.
   *
   * @param access the old access token; it may have expired
   * @param refresh the old refresh token
   * @param subject the peer that both must be of
   * @throws CafeException as {@link cafe.kernel.CallerResolver#session(String, PeerId)} for the
   *     refresh token; {@link Fault#TOKEN_INVALID} if the two are no pair; {@link
   *     Fault#REFRESH_REUSED} if the pair was replaced and its replacement used; {@link
   *     Fault#REGISTRATION_CLOSED}
   */
  public IssuedSession refresh(String access, String refresh, PeerId subject) {
    openness.require();
    TokenClaims claims = tokens.read(refresh, Scope.REFRESH);
    TokenClaims other = readAccess(access);
    if (!other.session().equals(claims.session()) || !other.subject().equals(claims.subject())) {
      throw new CafeException(Fault.TOKEN_INVALID, "the tokens are no pair");
    }
    if (!claims.subject().equals(subject.toString())) {
      throw new CafeException(Fault.TOKEN_INVALID, "the token is of another peer");
    }
    limits.take(Limit.REFRESH_BY_CLIENT, claims.subject());
    Outcome outcome = database.write(() -> renew(claims));
    return switch (outcome) {
      case Renewed(Session session) -> sessions.issue(session);
      case Refused(Fault fault) -> throw new CafeException(fault, fault.title());
    };
  }

  private TokenClaims readAccess(String access) {
    try {
      return tokens.readExpired(access);
    } catch (CafeException e) {
      // The original answers 403 here, also to what it elsewhere answers with 401.
      throw new CafeException(Fault.TOKEN_INVALID, "the access token of the pair is not valid");
    }
  }

  /** A refusal may come with a change that is to stay, so it is no exception. */
  private sealed interface Outcome {}

  private record Renewed(Session session) implements Outcome {}

  private record Refused(Fault fault) implements Outcome {}

  private Outcome renew(TokenClaims claims) {
    Optional<Session> found =
        rows.find(claims.session()).or(() -> adopted.adopt(claims)).filter(s -> !s.isRevoked());
    if (found.isEmpty()) {
      return new Refused(Fault.SESSION_REVOKED);
    }
    Session old = found.get();
    Session next = sessions.draft(old.client(), old.account(), old.family());
    rows.use(old.id(), next.issued());
    if (old.successor() == null) {
      if (rows.succeed(old.id(), next.id(), next.issued())) {
        sessions.begin(next);
        return new Renewed(next);
      }
      // Another request of the same client was faster: both get its pair; or a revocation was.
      old = rows.find(old.id()).orElseThrow();
      if (old.isRevoked()) {
        return new Refused(Fault.SESSION_REVOKED);
      }
    }
    return again(old);
  }

  private Outcome again(Session old) {
    Session next = rows.find(String.valueOf(old.successor())).orElseThrow();
    if (next.isRevoked()) {
      return new Refused(Fault.SESSION_REVOKED);
    }
    if (next.used() == null) {
      return new Renewed(next);
    }
    sessions.reused(old);
    return new Refused(Fault.REFRESH_REUSED);
  }
}
