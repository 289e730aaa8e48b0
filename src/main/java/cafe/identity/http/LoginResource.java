package cafe.identity.http;

import cafe.identity.sessions.Session;
import cafe.identity.sessions.Sessions;
import cafe.kernel.Caller;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The sessions of the caller's account, on all its devices. */
@Path("/cafe/v1/sessions")
@RunOnVirtualThread
@NeedsSession
public class LoginResource {

  private final Sessions sessions;
  private final CurrentCaller caller;

  LoginResource(Sessions sessions, CurrentCaller caller) {
    this.sessions = sessions;
    this.caller = caller;
  }

  /** A session: all pairs of tokens of one registration, refreshed or not. */
  @RegisterForReflection
  public record LoginJson(String id, String peer, String created, String expires, boolean current) {
    static LoginJson of(Session session, String current) {
      return new LoginJson(
          session.family(),
          session.client().toString(),
          session.issued().toString(),
          session.refreshExpires().toString(),
          session.family().equals(current));
    }
  }

  /** Sessions, newest first. */
  @RegisterForReflection
  public record LoginsJson(List<LoginJson> sessions) {}

  /** Those that are good, newest first. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public LoginsJson list() {
    Caller.Session session = caller.session();
    String current = sessions.family(session.id());
    return new LoginsJson(
        sessions.live(session.account()).stream().map(s -> LoginJson.of(s, current)).toList());
  }

  /** Ends one at once. */
  @DELETE
  @Path("{session}")
  public void end(@PathParam("session") String id) {
    sessions.revoke(caller.session().account(), id);
  }
}
