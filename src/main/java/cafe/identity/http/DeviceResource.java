package cafe.identity.http;

import cafe.identity.Client;
import cafe.identity.registration.Devices;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The devices of the caller's account. */
@Path("/cafe/v1/devices")
@RunOnVirtualThread
@NeedsSession
public class DeviceResource {

  private final Devices devices;
  private final CurrentCaller caller;

  DeviceResource(Devices devices, CurrentCaller caller) {
    this.devices = devices;
    this.caller = caller;
  }

  /** A device. */
  @RegisterForReflection
  public record DeviceJson(
      String peer, String created, String seen, boolean proven, boolean current) {
    static DeviceJson of(Client client, Caller.Session caller) {
      return new DeviceJson(
          client.peer().toString(),
          client.created().toString(),
          client.lastSeen().toString(),
          client.proven(),
          client.peer().equals(caller.client()));
    }
  }

  /** Devices, last seen first. */
  @RegisterForReflection
  public record DevicesJson(List<DeviceJson> devices) {}

  /** The proof that the account wants a device removed. */
  @RegisterForReflection
  public record RemovalJson(@Nullable String challenge, @Nullable String signature) {}

  /** All of them. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public DevicesJson list() {
    Caller.Session session = caller.session();
    return new DevicesJson(
        devices.list(session).stream().map(c -> DeviceJson.of(c, session)).toList());
  }

  /** Ends the sessions of a device. What it kept stays. */
  @DELETE
  @Path("{peer}")
  public void endSessions(@PathParam("peer") String peer) {
    devices.endSessions(caller.session(), Peers.named(peer));
  }

  /** A challenge for the removal of a device. */
  @POST
  @Path("challenges")
  @Produces(MediaType.APPLICATION_JSON)
  public ChallengeJson challenge() {
    return ChallengeJson.of(devices.challenge(caller.session()));
  }

  /** Removes a device with all that it kept; another than the own by the account's signature. */
  @POST
  @Path("{peer}/removal")
  @Consumes(MediaType.APPLICATION_JSON)
  public void remove(@PathParam("peer") String peer, @Nullable RemovalJson removal) {
    if (removal == null) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "the body is missing");
    }
    String challenge = Objects.requireNonNullElse(removal.challenge(), "");
    String signature = Objects.requireNonNullElse(removal.signature(), "");
    devices.remove(caller.session(), Peers.named(peer), challenge, bytes(signature));
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "the signature is not base64");
    }
  }
}
