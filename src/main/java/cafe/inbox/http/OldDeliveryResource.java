package cafe.inbox.http;

import cafe.inbox.Deliveries;
import cafe.inbox.Delivery;
import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.limits.FaultLog;
import cafe.web.BodyLimit;
import cafe.web.patience.Patience;
import cafe.web.patience.Patient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The original's route of senders. Mobile ones send from the outbox that uploads go by, too. */
@Path("/api/v1/inbox/{from}/{to}")
@RunOnVirtualThread
@Patient
public class OldDeliveryResource {

  private static final System.Logger LOG = System.getLogger(OldDeliveryResource.class.getName());

  private final Deliveries deliveries;
  private final Patience patience;
  private final FaultLog log;

  OldDeliveryResource(Deliveries deliveries, Patience patience, FaultLog log) {
    this.deliveries = deliveries;
    this.patience = patience;
    this.log = log;
  }

  /**
   * Keeps an envelope for a client. 200 with an empty body once it is durable, and as well for what
   * is dropped: an unknown recipient, an author who did not sign, one message too many. Senders
   * take anything else for a reason to try again, and a stranger would learn who has an inbox here.
   */
  @POST
  @Consumes(MediaType.WILDCARD)
  @BodyLimit("cafe.inbox.max-message")
  public Response deliver(
      @PathParam("from") String from, @PathParam("to") String to, byte[] envelope) {
    if (envelope.length == 0) {
      throw new CafeException(Fault.ENVELOPE_INVALID, "the body is empty");
    }
    try {
      deliveries.deliver(new Delivery(PeerId.parse(from), to, envelope), patience::get);
    } catch (FormatException e) {
      // Nobody can have signed it: dropped like any other unsigned one.
    } catch (CafeException e) {
      if (e.fault() != Fault.QUOTA_EXCEEDED && e.fault() != Fault.RATE_LIMITED) {
        throw e;
      }
      log.tell(LOG, e, () -> "dropped a message: " + e.detail());
    }
    return Response.ok().build();
  }
}
