package cafe.directory.http;

import cafe.directory.ContactSearch;
import cafe.directory.queries.Queries;
import cafe.directory.queries.Query;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.kernel.NodeIdentity;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.ThreadSnapshotQuery;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The original's search: the request is an envelope with a query; the answer a row of frames, each
 * an unsigned 16-bit little-endian length and an envelope with results. It ends by itself.
 */
@Path("/api")
@RunOnVirtualThread
public class SearchResource {

  private static final System.Logger LOG = System.getLogger(SearchResource.class.getName());
  private static final int PERMANENT_REDIRECT = 308;

  private final Queries queries;
  private final NodeIdentity node;
  private final CurrentCaller caller;
  private final CurrentVertxRequest current;

  SearchResource(
      Queries queries, NodeIdentity node, CurrentCaller caller, CurrentVertxRequest current) {
    this.queries = queries;
    this.node = node;
    this.caller = caller;
    this.current = current;
  }

  /** The search's old path. */
  @POST
  @Path("v0/search")
  @Consumes(MediaType.WILDCARD)
  public Response moved() {
    // A path alone: behind a proxy that ends TLS, an absolute address would name the plain scheme.
    return Response.status(PERMANENT_REDIRECT)
        .header(HttpHeaders.LOCATION, "/api/v1/search")
        .build();
  }

  /** Runs the query of the envelope; an envelope of another type ends at once with nothing. */
  @POST
  @Path("v1/search")
  @Consumes(MediaType.WILDCARD)
  @NeedsSession
  public Response search(byte[] envelope) {
    Message request = Envelopes.open(envelope);
    Caller.Session session = caller.session();
    if (request.getType() != Message.Type.CAFE_QUERY) {
      return Response.ok(new byte[0], MediaType.APPLICATION_OCTET_STREAM).build();
    }
    cafe.wire.pb.Query wanted =
        Payloads.unpack(request.getPayload(), cafe.wire.pb.Query.getDefaultInstance());
    Optional<Query> query = query(wanted);
    query.ifPresent(found -> queries.authorize(session, found));
    HttpServerResponse response = current.getCurrent().response();
    StreamingOutput frames =
        out -> {
          if (query.isPresent()) {
            try {
              queries.run(
                  query.get(),
                  new ResultFrames(out, request, wanted.getType(), node, () -> !response.closed()));
            } catch (IOException e) {
              LOG.log(System.Logger.Level.DEBUG, "a searcher left", e);
            }
          }
        };
    return Response.ok(frames, MediaType.APPLICATION_OCTET_STREAM).build();
  }

  private static Optional<Query> query(cafe.wire.pb.Query wanted) {
    QueryOptions options = wanted.getOptions();
    Optional<Query.Target> target =
        switch (wanted.getType()) {
          case CONTACTS -> {
            ContactQuery contact =
                Payloads.unpack(wanted.getPayload(), ContactQuery.getDefaultInstance());
            yield Optional.of(
                new Query.Contacts(
                    new ContactSearch(contact.getAddress(), contact.getName(), exclude(options))));
          }
          case THREAD_SNAPSHOTS -> {
            ThreadSnapshotQuery account =
                Payloads.unpack(wanted.getPayload(), ThreadSnapshotQuery.getDefaultInstance());
            yield Optional.of(new Query.AccountSnapshots(account.getAddress()));
          }
          case UNRECOGNIZED -> Optional.empty();
        };
    return target.map(
        found ->
            new Query(
                wanted.getId(),
                found,
                limit(wanted),
                wait(options),
                options.getFilter() == QueryOptions.FilterType.HIDE_OLDER));
  }

  private static Set<String> exclude(QueryOptions options) {
    if (options.getExcludeCount() > ContactSearch.MAX_EXCLUDE) {
      throw new CafeException(
          Fault.REQUEST_MALFORMED, "at most " + ContactSearch.MAX_EXCLUDE + " to exclude");
    }
    return Set.copyOf(options.getExcludeList());
  }

  /** Without options 5; not positive: no limit but the cafe's own. */
  private static int limit(cafe.wire.pb.Query wanted) {
    if (!wanted.hasOptions()) {
      return Query.DEFAULT_LIMIT;
    }
    int limit = wanted.getOptions().getLimit();
    return limit <= 0 ? Integer.MAX_VALUE : limit;
  }

  /** As long as is asked for; the query is cut to the cafe's own limit. */
  private static Duration wait(QueryOptions options) {
    if (options.getWait() <= 0) {
      return Query.DEFAULT_WAIT;
    }
    return Duration.ofSeconds(options.getWait());
  }
}
