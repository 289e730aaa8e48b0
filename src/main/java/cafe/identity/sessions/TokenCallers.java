package cafe.identity.sessions;

import cafe.cache.Cache;
import cafe.cache.CacheSpec;
import cafe.cache.Caches;
import cafe.database.Database;
import cafe.identity.IdentityConfig;
import cafe.identity.keys.OperatorSecret;
import cafe.identity.sessions.SessionTokens.Scope;
import cafe.ipld.Sha256;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Finds out who calls. A token that was verified once is known by its hash; so a call of a busy
 * client costs a hash and two look-ups in memory.
 */
@ApplicationScoped
class TokenCallers implements CallerResolver {

  private static final long BYTES_EACH = 600;

  private final SessionTokens tokens;
  private final SessionStates states;
  private final SessionRepository sessions;
  private final AdoptedSessions adopted;
  private final Database database;
  private final Clock clock;
  private final Support support;

  TokenCallers(
      SessionTokens tokens,
      SessionStates states,
      SessionRepository sessions,
      AdoptedSessions adopted,
      Database database,
      Clock clock,
      Support support) {
    this.tokens = tokens;
    this.states = states;
    this.sessions = sessions;
    this.adopted = adopted;
    this.database = database;
    this.clock = clock;
    this.support = support;
  }

  /** The memory of verified tokens, and the operator's secret. */
  @ApplicationScoped
  static class Support {
    private final Cache verified;
    private final OperatorSecret secret;

    Support(Caches caches, IdentityConfig config, OperatorSecret secret) {
      long size = config.cachedSessions() * BYTES_EACH;
      this.verified = caches.cache(new CacheSpec("verified-tokens", size, config.accessLifetime()));
      this.secret = secret;
    }

    Optional<Verified> find(String hash) {
      return verified.get(hash).map(Verified::decode);
    }

    void keep(String hash, Verified token) {
      verified.put(hash, token.encode());
    }

    boolean isOperators(String given) {
      return secret.matches(given);
    }
  }

  @Override
  public Caller.Session session(String accessToken) {
    String hash = hash(accessToken);
    Verified token = support.find(hash).orElseGet(() -> verify(accessToken, hash));
    if (token.expiresAt() < clock.instant().getEpochSecond()) {
      throw new CafeException(Fault.TOKEN_EXPIRED, "the session token has expired");
    }
    if (!states.isGood(token.session())) {
      requireGood(token.session());
    }
    return new Caller.Session(token.client(), token.account(), token.session());
  }

  @Override
  public Caller.Session session(String accessToken, PeerId subject) {
    Caller.Session session = session(accessToken);
    if (!session.client().equals(subject)) {
      throw new CafeException(Fault.TOKEN_INVALID, "the session token is of another peer");
    }
    return session;
  }

  @Override
  public Caller.Operator operator(String secret) {
    if (!support.isOperators(secret)) {
      throw new CafeException(Fault.OPERATOR_ONLY, "this is not the operator's secret");
    }
    return new Caller.Operator();
  }

  /** The slow way: checks the signature, finds the row. */
  private Verified verify(String token, String hash) {
    TokenClaims claims = tokens.read(token, Scope.ACCESS);
    Session session =
        database
            .read(() -> sessions.find(claims.session()))
            .or(() -> database.write(() -> adopted.adopt(claims)))
            .filter(s -> s.client().toString().equals(claims.subject()))
            .orElseThrow(TokenCallers::revoked);
    Verified verified =
        new Verified(session.id(), session.client(), session.account(), claims.expiresAt());
    support.keep(hash, verified);
    return verified;
  }

  /** Asks the row; a first use ends what the old refresh token of the login was good for. */
  private void requireGood(String id) {
    Session session =
        database
            .read(() -> sessions.find(id))
            .filter(s -> !s.isRevoked())
            .orElseThrow(TokenCallers::revoked);
    if (session.used() == null) {
      Instant now = clock.instant();
      database.write(() -> sessions.use(id, now));
    }
    states.found(id);
  }

  private static CafeException revoked() {
    return new CafeException(Fault.SESSION_REVOKED, "the session was revoked");
  }

  private static String hash(String token) {
    byte[] digest = Sha256.hash(token.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  /** What is remembered of a verified access token. */
  record Verified(String session, PeerId client, Address account, long expiresAt) {

    private static final int FIELDS = 4;

    byte[] encode() {
      return String.join("\n", session, client.toString(), account.toString(), "" + expiresAt)
          .getBytes(StandardCharsets.UTF_8);
    }

    static Verified decode(byte[] bytes) {
      String[] fields = new String(bytes, StandardCharsets.UTF_8).split("\n", FIELDS);
      return new Verified(
          fields[0], PeerId.parse(fields[1]), Address.parse(fields[2]), Long.parseLong(fields[3]));
    }
  }
}
