package cafe.web;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.limits.FaultLog;
import cafe.web.patience.Patience;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jspecify.annotations.Nullable;

/** Turns whatever a route throws into a problem. */
class ProblemMapper {

  private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());

  private final AllowedMethods allowed;
  private final FaultLog log;

  ProblemMapper(AllowedMethods allowed, FaultLog log) {
    this.allowed = allowed;
    this.log = log;
  }

  @ServerExceptionMapper
  Response fault(CafeException e, RoutingContext route, ResourceInfo resource) {
    String id = RequestIds.of(route);
    log.tell(LOG, e, () -> e.fault().code() + ": " + e.detail() + " [" + id + "]");
    if (isPatient(resource, e.fault())) {
      Patience.endUnanswered(route.request());
    }
    return answer(Problem.of(e, id));
  }

  private static boolean isPatient(ResourceInfo resource, Fault fault) {
    Class<?> type = resource.getResourceClass();
    return type != null && Patience.forbids(type, fault);
  }

  /** The path is there for other methods, or is not there. */
  @ServerExceptionMapper({NotAllowedException.class, NotFoundException.class})
  Response nowhere(
      ClientErrorException e,
      RoutingContext route,
      ResourceInfo resource,
      ResteasyReactiveContainerRequestContext asked) {
    Set<String> methods =
        asked.getServerRequestContext() instanceof ResteasyReactiveRequestContext request
            ? allowed.of(request)
            : Set.of();
    if (methods.isEmpty() || methods.contains(asked.getMethod())) {
      return framework(e, route, resource);
    }
    Response refusal = answer(Problem.of(Fault.METHOD_NOT_ALLOWED, RequestIds.of(route)));
    String allow = String.join(", ", methods);
    return Response.fromResponse(refusal).header(HttpHeaders.ALLOW, allow).build();
  }

  /** What the framework found: no such media type; a value that is no number. */
  @ServerExceptionMapper
  Response framework(WebApplicationException e, RoutingContext route, ResourceInfo resource) {
    CafeException known = known(e);
    if (known != null) {
      return fault(known, route, resource);
    }
    Response response = e.getResponse();
    if (response.getStatus() < 400) {
      return response;
    }
    if (e instanceof NotFoundException && e.getCause() != null) {
      // The framework's word for a value of path or query that is no number.
      String detail = "a value of the path or the query is of another type";
      return fault(new CafeException(Fault.REQUEST_MALFORMED, detail), route, resource);
    }
    return answer(Problem.of(ofStatus(response.getStatus()), RequestIds.of(route)));
  }

  /** A body that is no JSON, or JSON of another type. */
  @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
  Response json(JsonProcessingException e, RoutingContext route, ResourceInfo resource) {
    CafeException known = known(e);
    if (known != null) {
      // The parser was not given the whole body.
      return fault(known, route, resource);
    }
    // Not the parser's message: it quotes the body and names classes.
    String detail = "the body is not the JSON that this route takes";
    return fault(new CafeException(Fault.REQUEST_MALFORMED, detail), route, resource);
  }

  @ServerExceptionMapper
  Response defect(Throwable e, RoutingContext route, ResourceInfo resource) {
    CafeException known = known(e);
    if (known != null) {
      return fault(known, route, resource);
    }
    return fault(new CafeException(Fault.INTERNAL, Fault.INTERNAL.title(), e), route, resource);
  }

  private static @Nullable CafeException known(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CafeException known) {
        return known;
      }
    }
    return null;
  }

  private static Response answer(Problem problem) {
    Response.ResponseBuilder response =
        Response.status(problem.fault().status())
            .type(Problem.MEDIA_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(problem.json());
    if (problem.fault().status() == 401) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    Problem.retryAfter(problem.fault())
        .ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, after));
    return response.build();
  }

  /** Which fault an HTTP status of the framework stands for. */
  private static Fault ofStatus(int status) {
    return switch (status) {
      case 401 -> Fault.TOKEN_MISSING;
      case 403 -> Fault.FORBIDDEN;
      case 404 -> Fault.ROUTE_UNKNOWN;
      case 406 -> Fault.NOT_ACCEPTABLE;
      case 408 -> Fault.REQUEST_TIMEOUT;
      case 409 -> Fault.CONFLICT;
      case 412 -> Fault.PRECONDITION_FAILED;
      case 413 -> Fault.TOO_LARGE;
      case 415 -> Fault.UNSUPPORTED_MEDIA_TYPE;
      case 416 -> Fault.RANGE_NOT_SATISFIABLE;
      case 429 -> Fault.RATE_LIMITED;
      case 503 -> Fault.UNAVAILABLE;
      case 504 -> Fault.TIMEOUT;
      default -> status < 500 ? Fault.REQUEST_MALFORMED : Fault.INTERNAL;
    };
  }
}
