package cafe.admin.http;

import cafe.admin.Administration;
import cafe.identity.Client;
import cafe.identity.tokens.AccessToken;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operator's requests and answers in JSON. */
@RegisterForReflection
final class OperatorJson {

  private OperatorJson() {}

  /** A token to make, or one to take over. */
  @RegisterForReflection
  record NewToken(
      @Nullable String label,
      @Nullable Integer uses,
      @Nullable String expires,
      @Nullable String token) {

    /**
     * When it ends; null for never. Not read by Jackson, for which numbers are times, too, and an
     * empty text is none.
     */
    @Nullable Instant end() {
      try {
        return expires == null ? null : Instant.parse(expires);
      } catch (DateTimeException e) {
        throw new CafeException(Fault.REQUEST_MALFORMED, "expires is no date and time");
      }
    }

    @Override
    public String toString() {
      return "a wanted access token";
    }
  }

  /** A token with its text, unless it was taken over without. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CreatedToken(@Nullable String token, String id) {
    @Override
    public String toString() {
      return "access token " + id;
    }
  }

  /** A token as it is kept. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TokenInfo(
      String id,
      String label,
      String created,
      @Nullable String expires,
      @Nullable Integer uses,
      int used,
      boolean disabled) {
    static TokenInfo of(AccessToken token) {
      Instant expires = token.expires();
      return new TokenInfo(
          token.id(),
          token.label(),
          token.created().toString(),
          expires == null ? null : expires.toString(),
          token.maxUses(),
          token.uses(),
          token.disabled());
    }
  }

  /** Several. */
  @RegisterForReflection
  record TokenList(List<TokenInfo> tokens) {}

  /** A token to judge. */
  @RegisterForReflection
  record TokenText(@Nullable String token) {
    @Override
    public String toString() {
      return "an access token";
    }
  }

  /** Whether it lets new clients in, and how many yet. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TokenVerdict(boolean valid, @Nullable String id, @Nullable Integer left) {

    private static final TokenVerdict BAD = new TokenVerdict(false, null, null);

    static TokenVerdict of(Optional<AccessToken> good) {
      return good.map(TokenVerdict::of).orElse(BAD);
    }

    private static TokenVerdict of(AccessToken good) {
      Integer left = good.left();
      return new TokenVerdict(left == null || left > 0, good.id(), left);
    }
  }

  /** A client and what it keeps. */
  @RegisterForReflection
  record ClientInfo(
      String peer,
      String address,
      String token,
      String created,
      String seen,
      boolean proven,
      long bytes) {
    static ClientInfo of(Administration.ClientUsage usage) {
      Client client = usage.client();
      return new ClientInfo(
          client.peer().toString(),
          client.address().toString(),
          client.tokenId(),
          client.created().toString(),
          client.lastSeen().toString(),
          client.proven(),
          usage.bytes());
    }
  }

  /** Several. */
  @RegisterForReflection
  record ClientList(List<ClientInfo> clients) {}

  /** The cafe's own account. */
  @RegisterForReflection
  record OwnAccount(String address, String peer) {}
}
