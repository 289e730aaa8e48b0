package cafe.identity.http;

import cafe.identity.Client;
import cafe.identity.registration.Devices;
import cafe.identity.sessions.Session;
import cafe.identity.sessions.Sessions;
import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client sees of its account: devices and sessions, its own and the others'. */
@Path("/cafe/v1/account")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@NeedsSession
public class AccountResource {

  private final Devices devices;
  private final Sessions sessions;
  private final CurrentCaller caller;

  AccountResource(Devices devices, Sessions sessions, CurrentCaller caller) {
    this.devices = devices;
    this.sessions = sessions;
    this.caller = caller;
  }

  /** A device of the account. */
  @RegisterForReflection
  public record DeviceJson(
      String peer, String created, String lastSeen, boolean proven, boolean current) {
    static DeviceJson of(Client client, Caller.Session caller) {
      return new DeviceJson(
          client.peer().toString(),
          client.created().toString(),
          client.lastSeen().toString(),
          client.proven(),
          client.peer().equals(caller.client()));
    }
  }

  /** A login of a device. */
  @RegisterForReflection
  public record LoginJson(String id, String peer, String refreshed, String expires) {
    static LoginJson of(Session session) {
      return new LoginJson(
          session.family(),
          session.client().toString(),
          session.issued().toString(),
          session.refreshExpires().toString());
    }
  }

  /** The proof that the account wants a device removed. */
  @RegisterForReflection
  public record RemovalJson(@Nullable String challenge, @Nullable String signature) {}

  /** The devices, last seen first. */
  @GET
  @Path("devices")
  public List<DeviceJson> devices() {
    Caller.Session session = caller.session();
    return devices.list(session).stream().map(client -> DeviceJson.of(client, session)).toList();
  }

  /** A challenge for the removal of a device. */
  @POST
  @Path("challenges")
  public ChallengeJson challenge() {
    return ChallengeJson.of(devices.challenge(caller.session()));
  }

  /** Removes a device with all that it kept; the own one, or, with the account's signature, any. */
  @POST
  @Path("devices/{peer}/removal")
  @Consumes(MediaType.APPLICATION_JSON)
  public void remove(@PathParam("peer") String peer, @Nullable RemovalJson removal) {
    String challenge = removal == null || removal.challenge() == null ? "" : removal.challenge();
    String signature = removal == null || removal.signature() == null ? "" : removal.signature();
    devices.remove(caller.session(), peer(peer), challenge, bytes(signature));
  }

  /** Ends the sessions of a device. What it kept stays. */
  @DELETE
  @Path("devices/{peer}/sessions")
  public void endSessions(@PathParam("peer") String peer) {
    devices.endSessions(caller.session(), peer(peer));
  }

  /** The logins that are good, newest first. */
  @GET
  @Path("sessions")
  public List<LoginJson> sessions() {
    return sessions.live(caller.session().account()).stream().map(LoginJson::of).toList();
  }

  /** Ends one login. */
  @DELETE
  @Path("sessions/{id}")
  public void end(@PathParam("id") String id) {
    sessions.revoke(caller.session().account(), id);
  }

  private static PeerId peer(String text) {
    try {
      return PeerId.parse(text);
    } catch (FormatException e) {
      throw new CafeException(Fault.PEER_ID_INVALID, "the path names no peer");
    }
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "the signature is not base64");
    }
  }
}
