package cafe.web;

import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.RequestScoped;

/** Who makes the current request. */
@RequestScoped
public class CurrentCaller {

  private Caller caller = new Caller.Anonymous();

  void set(Caller caller) {
    this.caller = caller;
  }

  /** The caller; anonymous on routes that ask for no credentials. */
  public Caller caller() {
    return caller;
  }

  /** The session of a route that is annotated with {@link NeedsSession}. */
  public Caller.Session session() {
    return caller.requireSession();
  }

  /**
   * The session, of which the client must be the one that the path names.
   *
   * @throws CafeException {@link Fault#TOKEN_INVALID} for another client
   */
  public Caller.Session sessionOf(String peer) {
    Caller.Session session = session();
    try {
      if (session.client().equals(PeerId.parse(peer))) {
        return session;
      }
    } catch (FormatException e) {
      // Not even a peer id: not the caller's.
    }
    throw new CafeException(Fault.TOKEN_INVALID, "the token is not of the peer in the path");
  }
}
