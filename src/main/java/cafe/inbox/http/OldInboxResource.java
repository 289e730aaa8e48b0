package cafe.inbox.http;

import cafe.inbox.Inbox;
import cafe.inbox.InboxMessage;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The original's routes of recipients: check, delete what was checked. */
@Path("/api/v1/inbox")
@RunOnVirtualThread
public class OldInboxResource {

  private final Inbox inbox;
  private final CurrentCaller caller;

  OldInboxResource(Inbox inbox, CurrentCaller caller) {
    this.inbox = inbox;
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
}
