package cafe.identity.tokens;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where access tokens are kept. All methods run inside a unit of work. */
public interface AccessTokenRepository {

  /** Adds a token; false if there is one of that id. */
  boolean insert(AccessToken token, String hash);

  /** A token and the hash of its secret. */
  Optional<Kept> find(String id);

  /** Tokens, newest first; with a token, those that come after it. */
  List<AccessToken> list(@Nullable AccessToken after, int limit);

  /** Counts one use; false if the token is switched off, has expired or has no use left. */
  boolean use(String id, Instant now);

  /**
   * Keeps a token as it is until the unit of work ends; false if it is switched off or has expired.
   */
  boolean hold(String id, Instant now);

  /** Switches a token off; false if there is none. */
  boolean disable(String id);

  /**
   * A token and the hash of its secret.
   *
   * @param token the token
   * @param hash see {@link SecretHash}
   */
  record Kept(AccessToken token, String hash) {}
}
