package cafe.kernel;

/**
 * Turns credentials into a {@link Caller}: the port by which doors ask identity.
 *
 * <p>Implementations cache what they verified, by a hash of the token: a signature is checked once.
 */
public interface CallerResolver {
  /**
   * The session of an access token.
   *
   * @throws CafeException {@link Fault#TOKEN_MISSING} or {@link Fault#TOKEN_EXPIRED} (the client
   *     will refresh), {@link Fault#TOKEN_INVALID} or {@link Fault#SESSION_REVOKED} (it will not)
   */
  Caller.Session session(String accessToken);

  /**
   * The session of an access token whose subject must be a peer: the remote end of a stream, or the
   * peer that a path names.
   *
   * @throws CafeException as {@link #session(String)}; {@link Fault#TOKEN_INVALID} for another
   *     subject
   */
  Caller.Session session(String accessToken, PeerId subject);

  /**
   * The operator, by his secret.
   *
   * @throws CafeException {@link Fault#OPERATOR_ONLY} if it is another
   */
  Caller.Operator operator(String secret);
}
