package cafe.identity.registration;

import cafe.crypto.Ksuid;
import cafe.database.Database;
import cafe.identity.IdentityConfig;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.limits.Limit;
import cafe.limits.Limits;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Gives out challenges and takes them back once. */
@ApplicationScoped
public class Challenges {

  private static final int MAX_TEXT = 64;

  private final Database database;
  private final ChallengeRepository rows;
  private final Limits limits;
  private final IdentityConfig config;
  private final Clock clock;
  private final SecureRandom random;

  Challenges(
      Database database,
      ChallengeRepository rows,
      Limits limits,
      IdentityConfig config,
      Clock clock,
      SecureRandom random) {
    this.database = database;
    this.rows = rows;
    this.limits = limits;
    this.config = config;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A challenge for an account that only a peer may answer: the remote end of a connection. The
   * account's own limit is not drawn on: any peer may ask for any account, so strangers could use
   * it up.
   *
   * @throws CafeException as {@link Address#parse}; {@link Fault#RATE_LIMITED}
   */
  public Challenge create(String address, PeerId peer) {
    Address account = Address.parse(address);
    limits.take(Limit.CHALLENGE_BY_PEER, peer.toString());
    return create(account, Optional.of(peer));
  }

  /**
   * A challenge for an account, asked for with an access token.
   *
   * @param network whom limits count: the caller's network address
   * @throws CafeException as {@link Address#parse}; {@link Fault#RATE_LIMITED}
   */
  public Challenge create(String address, String network) {
    Address account = Address.parse(address);
    limits.take(Limit.CHALLENGE_BY_NETWORK, network);
    limits.take(Limit.CHALLENGE_BY_ACCOUNT, account.toString());
    return create(account, Optional.empty());
  }

  private Challenge create(Address account, Optional<PeerId> peer) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Challenge challenge =
        new Challenge(
            Ksuid.create(now, random), account, peer, now, now.plus(config.challengeLifetime()));
    database.write(() -> rows.insert(challenge));
    return challenge;
  }

  /**
   * Uses a challenge, inside the unit of work that it lets happen.
   *
   * @return empty if this is its first use; the result of the first if this is the very same
   *     request once more, soon after
   * @throws CafeException {@link Fault#CHALLENGE_UNKNOWN}, {@link Fault#CHALLENGE_EXPIRED}, {@link
   *     Fault#CHALLENGE_FOREIGN}
   */
  Optional<String> use(String value, Answer answer, ChallengeRepository.Use use) {
    ChallengeRepository.Kept kept = find(value);
    Challenge challenge = kept.challenge();
    if (!challenge.address().equals(answer.account())
        || !challenge.peer().map(answer.peer()::equals).orElse(true)) {
      throw new CafeException(Fault.CHALLENGE_FOREIGN, "the challenge is not for this account");
    }
    if (kept.use() == null) {
      if (!use.at().isBefore(challenge.expires())) {
        throw new CafeException(Fault.CHALLENGE_EXPIRED, "the challenge has expired");
      }
      if (rows.use(value, use)) {
        return Optional.empty();
      }
      // Another request was faster: perhaps the very same one.
      kept = find(value);
    }
    ChallengeRepository.Use first = kept.use();
    if (first != null
        && first.request().equals(use.request())
        && use.at().isBefore(first.at().plus(config.repeatWindow()))) {
      return Optional.of(first.result());
    }
    throw unknown();
  }

  private ChallengeRepository.Kept find(String value) {
    // PostgreSQL's texts have no such character.
    return value.length() > MAX_TEXT || value.indexOf('\0') >= 0
        ? notFound()
        : rows.find(value).orElseThrow(Challenges::unknown);
  }

  private static ChallengeRepository.Kept notFound() {
    throw unknown();
  }

  private static CafeException unknown() {
    return new CafeException(Fault.CHALLENGE_UNKNOWN, "the challenge is unknown or was used");
  }

  @Scheduled(every = "5m", delayed = "5m", identity = "challenge-retention")
  void forget() {
    Instant before = clock.instant().minus(config.repeatWindow());
    database.write(() -> rows.forget(before));
  }

  /**
   * Who answers a challenge.
   *
   * @param account whose signature it is
   * @param peer for which peer
   */
  record Answer(Address account, PeerId peer) {}
}
