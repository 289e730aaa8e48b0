package cafe.inbox.http;

import cafe.inbox.Deliveries;
import cafe.inbox.Delivery;
import cafe.inbox.Inbox;
import cafe.inbox.InboxMessage;
import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.web.BodyLimit;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import cafe.wire.Timestamps;
import cafe.wire.WireJson;
import cafe.wire.pb.CafeDeleteMessagesAck;
import cafe.wire.pb.CafeMessage;
import cafe.wire.pb.CafeMessages;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The original's routes: check, delete what was checked, deliver. */
@Path("/api/v1/inbox")
@RunOnVirtualThread
public class OldInboxResource {

  private static final System.Logger LOG = System.getLogger(OldInboxResource.class.getName());

  private final Inbox inbox;
  private final Deliveries deliveries;
  private final CurrentCaller caller;

  OldInboxResource(Inbox inbox, Deliveries deliveries, CurrentCaller caller) {
    this.inbox = inbox;
    this.deliveries = deliveries;
    this.caller = caller;
  }

  /** The caller's ten oldest messages. */
  @GET
  @Path("{peer}")
  @Produces(MediaType.APPLICATION_JSON)
  @NeedsSession
  public String check(@PathParam("peer") String peer) {
    CafeMessages.Builder page = CafeMessages.newBuilder();
    for (InboxMessage message : inbox.check(caller.sessionOf(peer))) {
      page.addMessages(
          CafeMessage.newBuilder()
              .setId(message.id().toString())
              .setPeer(message.author().toString())
              .setDate(Timestamps.of(message.received())));
    }
    return WireJson.messages(page.build());
  }

  /** Removes what the caller's last check returned; says whether more wait. */
  @DELETE
  @Path("{peer}")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @NeedsSession
  public String delete(@PathParam("peer") String peer) {
    boolean more = inbox.deleteChecked(caller.sessionOf(peer));
    return WireJson.deleted(CafeDeleteMessagesAck.newBuilder().setMore(more).build());
  }

  /**
   * Keeps an envelope for a client. 200 with an empty body once it is durable, and as well for what
   * is dropped: an unknown recipient, an author who did not sign, one message too many. Senders
   * take anything else for a reason to try again, and a stranger would learn who has an inbox here.
   */
  @POST
  @Path("{from}/{to}")
  @Consumes(MediaType.WILDCARD)
  @BodyLimit("cafe.inbox.max-message")
  public Response deliver(
      @PathParam("from") String from, @PathParam("to") String to, byte[] envelope) {
    if (envelope.length == 0) {
      throw new CafeException(Fault.ENVELOPE_INVALID, "the body is empty");
    }
    try {
      deliveries.deliver(new Delivery(PeerId.parse(from), to, envelope));
    } catch (FormatException e) {
      // Nobody can have signed it: dropped like any other unsigned one.
    } catch (CafeException e) {
      if (e.fault() != Fault.QUOTA_EXCEEDED && e.fault() != Fault.RATE_LIMITED) {
        throw e;
      }
      LOG.log(e.fault().logLevel(), () -> "dropped a message: " + e.detail());
    }
    return Response.ok().build();
  }
}
