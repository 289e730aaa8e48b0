package cafe.identity.tokens;

import cafe.cache.Cache;
import cafe.cache.CacheSpec;
import cafe.cache.Caches;
import cafe.database.Database;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.limits.Limit;
import cafe.limits.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Makes, checks and ends access tokens. */
@ApplicationScoped
public class AccessTokens {

  private static final CacheSpec CHECKED =
      new CacheSpec("access-tokens", 1L << 20, Duration.ofHours(1));

  private final Database database;
  private final AccessTokenRepository tokens;
  private final Cache checked;
  private final Limits limits;
  private final Clock clock;
  private final SecureRandom random;
  private final Semaphore slowChecks = new Semaphore(2);

  AccessTokens(
      Database database,
      AccessTokenRepository tokens,
      Caches caches,
      Limits limits,
      Clock clock,
      SecureRandom random) {
    this.database = database;
    this.tokens = tokens;
    this.checked = caches.cache(CHECKED);
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A token and its text, which is not kept and cannot be had again.
   *
   * @param text base58 of 44 bytes: a secret
   * @param token what is kept
   */
  public record Created(String text, AccessToken token) {
    @Override
    public String toString() {
      return "new token " + token.id();
    }
  }

  /**
   * A token that was taken over.
   *
   * @param whole whether its text was shown, rather than its line of the original's list, with
   *     which nobody can register
   * @param token what is kept
   */
  public record Taken(boolean whole, AccessToken token) {}

  /** Makes a token. */
  public Created create(NewAccessToken wanted) {
    TokenText text = TokenText.create(random);
    AccessToken token = row(text.id(), wanted, false);
    insert(token, SecretHash.of(text.secret()));
    return new Created(text.text(), token);
  }

  /**
   * Takes over a token: a text of 44 bytes as a client has it, or one of the original's token list,
   * which is base58 of the id and the secret's bcrypt hash.
   *
   * @throws CafeException {@link Fault#CONFLICT} if its id is known, {@link
   *     Fault#REQUEST_MALFORMED} if it is neither
   */
  public Taken take(String shown, NewAccessToken wanted) {
    TokenText text = TokenText.parse(shown).orElseThrow(AccessTokens::malformed);
    boolean whole = text.length() == TokenText.LENGTH;
    String hash;
    if (whole) {
      hash = SecretHash.of(text.secret());
    } else {
      hash = new String(text.secret(), StandardCharsets.ISO_8859_1);
      if (!SecretHash.isBcrypt(hash)) {
        throw malformed();
      }
    }
    AccessToken token = row(text.id(), wanted, true);
    insert(token, hash);
    return new Taken(whole, token);
  }

  private static CafeException malformed() {
    return new CafeException(
        Fault.REQUEST_MALFORMED, "neither a token nor a line of the original's token list");
  }

  /**
   * The token of a text that somebody shows. Whether it has uses left shows when it is used.
   *
   * @throws CafeException {@link Fault#ACCESS_TOKEN_INVALID} for one that is malformed, unknown,
   *     wrong, expired or off
   */
  public AccessToken check(String shown) {
    TokenText text = TokenText.parse(shown).orElseThrow(AccessTokens::invalid);
    AccessTokenRepository.Kept kept =
        database.read(() -> tokens.find(text.id())).orElseThrow(AccessTokens::invalid);
    boolean right =
        SecretHash.isBcrypt(kept.hash())
            ? matchesSlowly(kept.hash(), text)
            : SecretHash.matches(kept.hash(), text.secret());
    if (!right || !kept.token().isValid(clock.instant())) {
      throw invalid();
    }
    return kept.token();
  }

  /** bcrypt takes some 50 ms of a core, so a right answer is remembered and wrong ones limited. */
  private boolean matchesSlowly(String hash, TokenText text) {
    byte[] known = hash.getBytes(StandardCharsets.US_ASCII);
    if (checked.get(text.fingerprint()).filter(v -> Arrays.equals(v, known)).isPresent()) {
      return true;
    }
    limits.take(Limit.SLOW_TOKEN_CHECK, text.id());
    slowChecks.acquireUninterruptibly();
    try {
      if (!SecretHash.matches(hash, text.secret())) {
        return false;
      }
    } finally {
      slowChecks.release();
    }
    checked.put(text.fingerprint(), known);
    return true;
  }

  /**
   * Counts a use, inside the unit of work that lets a new client in.
   *
   * @throws CafeException {@link Fault#ACCESS_TOKEN_INVALID} if it has no use left
   */
  public void use(AccessToken token) {
    if (!tokens.use(token.id(), clock.instant())) {
      throw invalid();
    }
  }

  /**
   * Makes sure that a token is still good, inside the unit of work that lets a known client come
   * back: whoever switches it off afterwards finds that client.
   *
   * @throws CafeException {@link Fault#ACCESS_TOKEN_INVALID} if it is not
   */
  public void hold(AccessToken token) {
    if (!tokens.hold(token.id(), clock.instant())) {
      throw invalid();
    }
  }

  /**
   * A page of tokens, newest first.
   *
   * @param after id of the last token of the page before; empty for the first page
   * @throws CafeException {@link Fault#REQUEST_MALFORMED} if there is no such token
   */
  public List<AccessToken> list(String after, int limit) {
    return database.read(
        () ->
            after.isEmpty()
                ? tokens.list(null, limit)
                : tokens.list(
                    found(after)
                        .orElseThrow(
                            () ->
                                new CafeException(
                                    Fault.REQUEST_MALFORMED, "there is no token to go on after")),
                    limit));
  }

  private Optional<AccessToken> found(String id) {
    return TokenText.isId(id)
        ? tokens.find(id).map(AccessTokenRepository.Kept::token)
        : Optional.empty();
  }

  /**
   * Switches a token off. Sessions that it let in go on.
   *
   * @throws CafeException {@link Fault#NOT_FOUND}
   */
  public void disable(String id) {
    if (!TokenText.isId(id) || !database.write(() -> tokens.disable(id))) {
      throw new CafeException(Fault.NOT_FOUND, "there is no such token");
    }
  }

  private AccessToken row(String id, NewAccessToken wanted, boolean imported) {
    Instant now = clock.instant();
    Instant expires = wanted.lifetime() == null ? null : now.plus(wanted.lifetime());
    return new AccessToken(id, wanted.label(), now, expires, wanted.maxUses(), 0, false, imported);
  }

  private void insert(AccessToken token, String hash) {
    if (!database.write(() -> tokens.insert(token, hash))) {
      throw new CafeException(Fault.CONFLICT, "there is a token of that id");
    }
  }

  private static CafeException invalid() {
    return new CafeException(Fault.ACCESS_TOKEN_INVALID, "the access token is not valid here");
  }
}
