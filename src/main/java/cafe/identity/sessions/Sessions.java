package cafe.identity.sessions;

import cafe.crypto.Ksuid;
import cafe.database.Database;
import cafe.identity.IdentityConfig;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins, lists and ends sessions. */
@ApplicationScoped
public class Sessions {

  private static final Logger LOG = System.getLogger(Sessions.class.getName());

  /** Rows stay for a while after their tokens: what has no row might be the original's. */
  private static final Duration KEPT_AFTER_END = Duration.ofDays(1);

  private final Database database;
  private final SessionRepository sessions;
  private final SessionStates states;
  private final SessionTokens tokens;
  private final IdentityConfig config;
  private final Clock clock;
  private final SecureRandom random;

  Sessions(
      Database database,
      SessionRepository sessions,
      SessionStates states,
      SessionTokens tokens,
      IdentityConfig config,
      Clock clock,
      SecureRandom random) {
    this.database = database;
    this.sessions = sessions;
    this.states = states;
    this.tokens = tokens;
    this.config = config;
    this.clock = clock;
    this.random = random;
  }

  /** A pair that is not kept yet; {@code family} is null for a new login. */
  public Session draft(PeerId client, Address account, @Nullable String family) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String id = Ksuid.create(now, random);
    return new Session(
        id,
        family == null ? id : family,
        client,
        account,
        now,
        now.plus(config.accessLifetime()),
        now.plus(config.refreshLifetime()),
        null,
        null,
        null,
        null);
  }

  /** Keeps a new pair, inside a unit of work. */
  public void begin(Session session) {
    if (!sessions.insert(session)) {
      throw new IllegalStateException("two sessions of one id");
    }
  }

  /** The pair of that id, inside a unit of work; for an answer that is given again. */
  public Session again(String id) {
    return sessions
        .find(id)
        .filter(session -> !session.isRevoked())
        .orElseThrow(() -> new CafeException(Fault.SESSION_REVOKED, "the session was revoked"));
  }

  /** Writes the tokens of a pair. */
  public IssuedSession issue(Session session) {
    return new IssuedSession(session, tokens.access(session), tokens.refresh(session));
  }

  /** Ends all sessions of a client, also inside a unit of work. */
  public void revokeClient(PeerId client) {
    Instant now = clock.instant();
    database.write(() -> forgetAfterCommit(sessions.revokeClient(client, now)));
  }

  /** Ends a family of sessions, also inside a unit of work. */
  void revokeFamily(String family) {
    Instant now = clock.instant();
    database.write(() -> forgetAfterCommit(sessions.revokeFamily(family, now)));
  }

  /**
   * Ends one login of an account.
   *
   * @param family its id, as {@link #live} lists it
   * @throws CafeException {@link Fault#NOT_FOUND} if the account has none of that id
   */
  public void revoke(Address account, String family) {
    database.write(
        () -> {
          boolean own =
              known(family)
                  .filter(s -> s.account().equals(account) && s.family().equals(family))
                  .isPresent();
          if (!own) {
            throw new CafeException(Fault.NOT_FOUND, "there is no such session");
          }
          revokeFamily(family);
        });
  }

  private Optional<Session> known(String id) {
    // PostgreSQL's texts have no such character.
    return id.indexOf('\0') < 0 ? sessions.find(id) : Optional.empty();
  }

  /**
   * A refresh token was used again after the pair that it gave was used; see the package's note.
   */
  void reused(Session session) {
    Instant refreshed = session.refreshed();
    boolean race =
        refreshed != null && clock.instant().isBefore(refreshed.plus(config.refreshRace()));
    LOG.log(
        Level.WARNING,
        "refresh token used again by {0}, session {1}: {2}",
        session.client(),
        session.family(),
        race ? "refused" : "taken for stolen, all tokens of this login are revoked");
    if (!race) {
      revokeFamily(session.family());
    }
  }

  private void forgetAfterCommit(List<String> ids) {
    database.afterCommit(() -> ids.forEach(states::revoked));
  }

  /** The login that a pair belongs to. */
  public String family(String id) {
    return database.read(() -> sessions.find(id)).map(Session::family).orElse(id);
  }

  /** The logins of an account that are good: the newest pair of each, newest first. */
  public List<Session> live(Address account) {
    Instant now = clock.instant();
    return database.read(() -> sessions.live(account, now));
  }

  /** How many logins are good. */
  public long count() {
    Instant now = clock.instant();
    return database.read(() -> sessions.countLive(now));
  }

  @Scheduled(every = "1h", delayed = "5m", identity = "session-retention")
  void forget() {
    Instant before = clock.instant().minus(KEPT_AFTER_END);
    database.write(() -> sessions.forget(before));
  }
}
