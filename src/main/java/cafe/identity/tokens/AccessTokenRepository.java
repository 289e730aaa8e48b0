package cafe.identity.tokens;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where access tokens are kept. All methods run inside a unit of work. */
public interface AccessTokenRepository {

  /** Adds a token; false if there is one of that id. */
  boolean insert(AccessToken token, String hash);

  /** A token and the hash of its secret. */
  Optional<Kept> find(String id);

  /** Tokens, newest first, at most 1,000. */
  List<AccessToken> list();

  /** Counts one use; false if the token is switched off, has expired or has no use left. */
  boolean use(String id, Instant now);

  /** Switches a token off; false if there is none. */
  boolean disable(String id);

  /** Removes a token; false if there is none. */
  boolean delete(String id);

  /**
   * A token and the hash of its secret.
   *
   * @param token the token
   * @param hash see {@link SecretHash}
   */
  record Kept(AccessToken token, String hash) {}
}
