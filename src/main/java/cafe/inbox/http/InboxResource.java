package cafe.inbox.http;

import cafe.inbox.Inbox;
import cafe.inbox.InboxMessage;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.Credentials;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our routes: list by cursor, acknowledge by id, read bodies, follow live. */
@Path("/cafe/v1/inbox")
@RunOnVirtualThread
@NeedsSession
public class InboxResource {

  private static final int MAX_LIMIT = 100;

  private final Inbox inbox;
  private final LiveInbox live;
  private final CurrentCaller caller;

  InboxResource(Inbox inbox, LiveInbox live, CurrentCaller caller) {
    this.inbox = inbox;
    this.live = live;
    this.caller = caller;
  }

  /** The caller's messages after a cursor, oldest first. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public InboxJson.PageJson list(
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("10") int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "limit is 1 to " + MAX_LIMIT);
    }
    // One more than asked for tells whether there are more.
    List<InboxMessage> page = inbox.list(caller.session(), cursor(after), limit + 1);
    return new InboxJson.PageJson(
        page.stream().limit(limit).map(InboxJson::of).toList(), page.size() > limit);
  }

  /** Removes messages by id; 204 also for those that do not wait. */
  @POST
  @Path("acknowledgements")
  @Consumes(MediaType.APPLICATION_JSON)
  public void acknowledge(InboxJson.@Nullable AcknowledgementJson body) {
    List<String> ids = body == null ? null : body.ids();
    if (ids == null) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "ids is missing");
    }
    if (ids.size() > Inbox.MAX_PAGE) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "at most " + Inbox.MAX_PAGE + " ids");
    }
    inbox.acknowledge(caller.session(), ids.stream().map(InboxResource::id).toList());
  }

  /** A message's envelope, as it was delivered. */
  @GET
  @Path("{id}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Response body(@PathParam("id") String id) {
    return Response.ok(inbox.envelope(id(id)))
        .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600, immutable")
        .build();
  }

  /** Messages as they come, those that wait first, after {@code Last-Event-ID} if there is one. */
  @GET
  @Path("stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Response stream(
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @Context RoutingContext route) {
    HttpServerResponse response = route.response();
    var follower =
        new LiveInbox.Follower(
            caller.session(),
            Credentials.token(authorization),
            response::closed,
            wake -> route.addEndHandler(_ -> wake.run()));
    return Response.ok(live.follow(follower, cursor(lastEventId)))
        .type(MediaType.SERVER_SENT_EVENTS)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("X-Accel-Buffering", "no")
        .build();
  }

  private static long cursor(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return 0;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new CafeException(Fault.REQUEST_MALFORMED, "not a cursor of this inbox");
  }

  private static Cid id(@Nullable String text) {
    try {
      return Cid.parse(text == null ? "" : text);
    } catch (FormatException e) {
      throw new CafeException(Fault.CID_INVALID, "not a message id");
    }
  }
}
