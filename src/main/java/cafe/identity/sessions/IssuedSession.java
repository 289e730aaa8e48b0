package cafe.identity.sessions;

/**
 * A pair of tokens on its way to the client.
 *
 * @param session the pair's row
 * @param access the access token: a secret
 * @param refresh the refresh token: a secret
 */
public record IssuedSession(Session session, String access, String refresh) {
  @Override
  public String toString() {
    return "session " + session.id();
  }
}
