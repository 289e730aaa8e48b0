package cafe.directory.http;

import cafe.directory.ContactSearch;
import cafe.directory.Directory;
import cafe.directory.PublishedPeer;
import cafe.directory.http.PeerJson.CafeJson;
import cafe.directory.http.PeerJson.PublicationJson;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Our routes: search, publish and opt out, for clients without libp2p. */
@Path("/cafe/v1/directory")
@RunOnVirtualThread
@NeedsSession
public class DirectoryResource {

  private static final int MAX_LIMIT = 100;
  private static final int MAX_SEARCHED_NAME = 128;

  private final Directory directory;
  private final CurrentCaller caller;
  private final Clock clock;

  DirectoryResource(Directory directory, CurrentCaller caller, Clock clock) {
    this.directory = directory;
    this.caller = caller;
    this.clock = clock;
  }

  /** Published peers by address, by part of a name, or by both; last updated first. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public PeerJson.ListJson search(
      @QueryParam("address") @DefaultValue("") String address,
      @QueryParam("name") @DefaultValue("") String name,
      @QueryParam("limit") @DefaultValue("20") int limit) {
    if (address.isEmpty() && name.isEmpty()) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "address or name is needed");
    }
    if (name.length() > MAX_SEARCHED_NAME || limit < 1 || limit > MAX_LIMIT) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "name or limit is out of bounds");
    }
    List<PublishedPeer> found = directory.search(new ContactSearch(address, name, Set.of()), limit);
    return new PeerJson.ListJson(found.stream().map(PeerJson::of).toList());
  }

  /** What the caller has published. */
  @GET
  @Path("self")
  @Produces(MediaType.APPLICATION_JSON)
  public PeerJson self() {
    return directory
        .published(caller.session())
        .map(PeerJson::of)
        .orElseThrow(() -> new CafeException(Fault.NOT_FOUND, "nothing is published"));
  }

  /** Publishes the caller's own peer. */
  @PUT
  @Path("self")
  @Consumes(MediaType.APPLICATION_JSON)
  public void publish(@Nullable PublicationJson body) {
    if (body == null) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "the body is missing");
    }
    Caller.Session session = caller.session();
    String id = session.client().toString();
    String address = session.account().toString();
    if (!Objects.requireNonNullElse(body.id(), id).equals(id)
        || !Objects.requireNonNullElse(body.address(), address).equals(address)) {
      throw new CafeException(Fault.FORBIDDEN, "a client publishes only its own peer");
    }
    Instant now = clock.instant();
    Instant created = directory.published(session).map(PublishedPeer::created).orElse(now);
    directory.publish(session, peer(session, body, created, now));
  }

  /** Opts out: nobody finds the caller's peer any more, until it publishes again. */
  @DELETE
  @Path("self")
  public void withdraw() {
    directory.withdraw(caller.session());
  }

  private static PublishedPeer peer(
      Caller.Session session, PublicationJson body, Instant created, Instant updated) {
    List<CafeJson> inboxes = Objects.requireNonNullElse(body.inboxes(), List.<CafeJson>of());
    if (inboxes.size() > PublishedPeer.MAX_INBOXES || inboxes.stream().anyMatch(Objects::isNull)) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "inboxes are out of bounds");
    }
    return new PublishedPeer(
        session.client(),
        session.account(),
        PeerJson.orEmpty(body.name()),
        PeerJson.orEmpty(body.avatar()),
        inboxes.stream().map(CafeJson::inbox).toList(),
        created,
        updated);
  }
}
