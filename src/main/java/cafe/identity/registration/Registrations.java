package cafe.identity.registration;

import cafe.database.Database;
import cafe.identity.Client;
import cafe.identity.Openness;
import cafe.identity.sessions.IssuedSession;
import cafe.identity.sessions.Session;
import cafe.identity.sessions.Sessions;
import cafe.identity.tokens.AccessToken;
import cafe.identity.tokens.AccessTokens;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.limits.Limit;
import cafe.limits.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Answers requests to become a client; both doors end here. */
@ApplicationScoped
public class Registrations {

  private final Database database;
  private final AccessTokens tokens;
  private final Challenges challenges;
  private final Membership membership;
  private final Sessions sessions;
  private final Limits limits;
  private final Openness openness;

  Registrations(
      Database database,
      AccessTokens tokens,
      Challenges challenges,
      Membership membership,
      Sessions sessions,
      Limits limits,
      Openness openness) {
    this.database = database;
    this.tokens = tokens;
    this.challenges = challenges;
    this.membership = membership;
    this.sessions = sessions;
    this.limits = limits;
    this.openness = openness;
  }

  /**
   * Registers a peer and begins a session. A client that is registered comes back this way too.
   *
   * @throws CafeException {@link Fault#REGISTRATION_CLOSED}; as {@link AccessTokens#check} and
   *     {@link Address#parse}; {@link Fault#SIGNATURE_INVALID}; {@link Fault#CHALLENGE_UNKNOWN},
   *     {@link Fault#CHALLENGE_EXPIRED}, {@link Fault#CHALLENGE_FOREIGN}; {@link Fault#PEER_TAKEN}
   */
  public IssuedSession register(Registration registration) {
    AccessToken token = tokens.check(registration.accessToken());
    openness.require();
    Address account = Address.parse(registration.address());
    if (!account.verify(registration.signedBytes(), registration.signature())) {
      throw new CafeException(Fault.SIGNATURE_INVALID, "the account did not sign this");
    }
    // Only now, so that nobody can use up another's.
    limits.take(Limit.REGISTRATION_BY_ACCOUNT, account.toString());
    Session draft = sessions.draft(registration.peer(), account, null);
    Session session = database.write(() -> register(registration, token, draft));
    return sessions.issue(session);
  }

  private Session register(Registration registration, AccessToken token, Session draft) {
    Optional<String> before =
        challenges.use(
            registration.challenge(),
            new Challenges.Answer(draft.account(), draft.client()),
            new ChallengeRepository.Use(draft.issued(), registration.fingerprint(), draft.id()));
    if (before.isPresent()) {
      return sessions.again(before.get());
    }
    membership.join(
        new Client(
            draft.client(),
            draft.account(),
            draft.issued(),
            draft.issued(),
            token.id(),
            registration.proven()),
        token);
    sessions.begin(draft);
    return draft;
  }
}
