package cafe.kernel;

/** Who calls a service: what a door could prove, never what a request claims. */
public sealed interface Caller {
  /** Nobody in particular. */
  record Anonymous() implements Caller {}

  /**
   * A peer at the other end of an authenticated connection, without a session.
   *
   * @param peer the connection's remote peer
   */
  record Peer(PeerId peer) implements Caller {}

  /**
   * A registered client with a valid access token.
   *
   * @param client the token's subject; over a stream also the connection's remote peer
   * @param account the account that the client belongs to
   * @param id the session, shared by its access and refresh token
   */
  record Session(PeerId client, Address account, String id) implements Caller {}

  /** The operator of this cafe, by his secret. */
  record Operator() implements Caller {}

  /**
   * The session, for what needs one.
   *
   * @throws CafeException {@link Fault#TOKEN_MISSING} for any other caller
   */
  default Session requireSession() {
    if (this instanceof Session session) {
      return session;
    }
    throw new CafeException(Fault.TOKEN_MISSING, "this needs a session");
  }
}
