package cafe.admin;

import cafe.identity.CafeInfo;
import cafe.identity.CafeInfos;
import cafe.identity.Client;
import cafe.identity.Clients;
import cafe.identity.registration.Membership;
import cafe.identity.tokens.AccessToken;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.storage.Keeper;
import cafe.storage.Owner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the operator may do. Every use-case needs a {@link Caller.Operator}. */
@ApplicationScoped
public class Administration {

  private static final int PAGE = 1_000;

  private final AccessTokens tokens;
  private final Clients clients;
  private final Membership membership;
  private final CafeInfos infos;
  private final Keeper keeper;
  private final Clock clock;

  Administration(
      AccessTokens tokens,
      Clients clients,
      Membership membership,
      CafeInfos infos,
      Keeper keeper,
      Clock clock) {
    this.tokens = tokens;
    this.clients = clients;
    this.membership = membership;
    this.infos = infos;
    this.keeper = keeper;
    this.clock = clock;
  }

  /**
   * A client and what it keeps here.
   *
   * @param client who
   * @param bytes logical bytes of what it refers to
   */
  public record ClientUsage(Client client, long bytes) {}

  /**
   * What a token is to be.
   *
   * @param label what the operator calls it
   * @param expires when it ends; null for never
   * @param uses registrations that it is good for; null for any number
   */
  public record Wanted(String label, @Nullable Instant expires, @Nullable Integer uses) {}

  /** Makes an access token. */
  public AccessTokens.Created createToken(Caller.Operator operator, Wanted wanted) {
    return tokens.create(from(wanted));
  }

  /** Takes over a token that clients of another cafe have. */
  public AccessTokens.Taken takeToken(Caller.Operator operator, String shown, Wanted wanted) {
    return tokens.take(shown, from(wanted));
  }

  private NewAccessToken from(Wanted wanted) {
    Instant expires = wanted.expires();
    Duration lifetime = expires == null ? null : Duration.between(clock.instant(), expires);
    return new NewAccessToken(wanted.label(), lifetime, wanted.uses());
  }

  /**
   * Access tokens without their secrets, newest first, after one of them; from the first with "".
   * At most 1,000.
   *
   * @throws CafeException {@code REQUEST_MALFORMED} if {@code after} is no token's id
   */
  public List<AccessToken> listTokens(Caller.Operator operator, String after) {
    return tokens.list(after, PAGE);
  }

  /** The token of a text, if it is good: for clients who come back even if its uses are spent. */
  public Optional<AccessToken> validateToken(Caller.Operator operator, String shown) {
    try {
      return Optional.of(tokens.check(shown));
    } catch (CafeException e) {
      if (e.fault() == Fault.ACCESS_TOKEN_INVALID) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Switches a token off.
   *
   * @param endSessions whether the clients that last registered with it lose their sessions; if
   *     not, these go on
   * @throws CafeException {@code NOT_FOUND}
   */
  public void disableToken(Caller.Operator operator, String id, boolean endSessions) {
    tokens.disable(id);
    if (endSessions) {
      membership.endSessionsOf(id);
    }
  }

  /**
   * Clients in the order of their peer ids, after one of them; from the first with "". At most
   * 1,000.
   */
  public List<ClientUsage> listClients(Caller.Operator operator, String after) {
    return clients.after(after, PAGE).stream()
        .map(client -> new ClientUsage(client, keeper.usage(Owner.client(client.peer())).bytes()))
        .toList();
  }

  /**
   * Removes a client with all that it kept.
   *
   * @throws CafeException {@code NOT_FOUND}
   */
  public void removeClient(Caller.Operator operator, PeerId peer) {
    if (!membership.leave(peer)) {
      throw new CafeException(Fault.NOT_FOUND, "no such client");
    }
  }

  /** The cafe's own account and peer. */
  public CafeInfo account(Caller.Operator operator) {
    return infos.info();
  }
}
