package cafe.snapshots.http;

import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.snapshots.Condition;
import cafe.snapshots.Snapshot;
import cafe.snapshots.SnapshotInfo;
import cafe.snapshots.Snapshots;
import cafe.web.BodyLimit;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Our routes: conditional writes, versions, and the account's snapshots of all devices. */
@Path("/cafe/v1/snapshots")
@RunOnVirtualThread
@NeedsSession
public class SnapshotResource {

  private static final long CURRENT = 0;
  private static final int MAX_LIMIT = 100;

  private final Snapshots snapshots;
  private final CurrentCaller caller;
  private final HttpServerResponse raw;

  SnapshotResource(Snapshots snapshots, CurrentCaller caller, HttpServerResponse raw) {
    this.snapshots = snapshots;
    this.caller = caller;
    this.raw = raw;
  }

  /** The current snapshots of the caller's account, of all its devices; a page. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public SnapshotJson.PageJson list(
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "limit is 1 to " + MAX_LIMIT);
    }
    // One more than asked for tells whether there are more.
    List<SnapshotInfo> page =
        snapshots.ofAccount(
            caller.session(),
            Optional.ofNullable(after).filter(at -> !at.isEmpty()).map(SnapshotResource::place),
            limit + 1);
    return new SnapshotJson.PageJson(
        page.stream().limit(limit).map(SnapshotJson::of).toList(), page.size() > limit);
  }

  /** The device comes first: its id has no slash, which a thread's may have. */
  private static Snapshots.Place place(String text) {
    int slash = text.indexOf('/');
    try {
      return new Snapshots.Place(
          PeerId.parse(text.substring(0, Math.max(0, slash))), text.substring(slash + 1));
    } catch (FormatException e) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "after is not DEVICE/THREAD");
    }
  }

  /** A snapshot's ciphertext; 304 if the caller has this version. */
  @GET
  @Path("{thread}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Response get(
      @PathParam("thread") String thread,
      @QueryParam("client") @Nullable String client,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    Snapshot snapshot = snapshots.find(caller.session(), thread, device(client), CURRENT);
    if (Tags.unchanged(ifNoneMatch, snapshot.info())) {
      return tagged(Response.notModified(), snapshot.info()).build();
    }
    return whole(snapshot);
  }

  /** Stores the caller's snapshot, if its condition holds; 412 with the current tag otherwise. */
  @PUT
  @Path("{thread}")
  @Consumes(MediaType.WILDCARD)
  @BodyLimit("cafe.snapshots.max-size")
  public Response put(
      @PathParam("thread") String thread,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
      byte[] ciphertext) {
    Condition condition = Tags.condition(ifMatch, ifNoneMatch);
    return tellingTheTag(
        thread,
        () -> {
          SnapshotInfo info = snapshots.store(caller.session(), thread, ciphertext, condition);
          return tagged(Response.noContent(), info).build();
        });
  }

  /** Removes the caller's snapshot with its versions, if the condition holds. */
  @DELETE
  @Path("{thread}")
  public Response delete(
      @PathParam("thread") String thread,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    Condition condition = Tags.condition(ifMatch, null);
    return tellingTheTag(
        thread,
        () -> {
          snapshots.remove(caller.session(), thread, condition);
          return Response.noContent().build();
        });
  }

  /** The kept versions, newest first. */
  @GET
  @Path("{thread}/versions")
  @Produces(MediaType.APPLICATION_JSON)
  public SnapshotJson.ListJson versions(
      @PathParam("thread") String thread, @QueryParam("client") @Nullable String client) {
    return SnapshotJson.ListJson.of(snapshots.versions(caller.session(), thread, device(client)));
  }

  /** A version's ciphertext. */
  @GET
  @Path("{thread}/versions/{version:[0-9]{1,18}}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Response version(
      @PathParam("thread") String thread,
      @PathParam("version") long version,
      @QueryParam("client") @Nullable String client) {
    if (version == CURRENT) {
      throw new CafeException(Fault.NOT_FOUND, "versions are counted from 1");
    }
    return whole(snapshots.find(caller.session(), thread, device(client), version));
  }

  /** Adds the current version's tag to a refusal, so that the caller can fetch and merge. */
  private Response tellingTheTag(String thread, Supplier<Response> write) {
    try {
      return write.get();
    } catch (CafeException e) {
      if (e.fault() == Fault.PRECONDITION_FAILED) {
        snapshots
            .current(caller.session(), thread)
            .ifPresent(info -> raw.putHeader(HttpHeaders.ETAG, Tags.quoted(info)));
      }
      throw e;
    }
  }

  private PeerId device(@Nullable String client) {
    if (client == null) {
      return caller.session().client();
    }
    try {
      return PeerId.parse(client);
    } catch (FormatException e) {
      throw new CafeException(Fault.PEER_ID_INVALID, "client is not a peer id");
    }
  }

  private static Response whole(Snapshot snapshot) {
    return tagged(Response.ok(snapshot.ciphertext()), snapshot.info()).build();
  }

  private static Response.ResponseBuilder tagged(
      Response.ResponseBuilder response, SnapshotInfo info) {
    return response
        .header(HttpHeaders.ETAG, Tags.quoted(info))
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
  }
}
