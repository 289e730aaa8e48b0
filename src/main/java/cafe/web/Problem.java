package cafe.web;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/**
 * A fault as an HTTP problem (RFC 9457).
 *
 * @param fault which fault it is
 * @param detail what happened this time, for strangers
 * @param error the text that old clients read
 * @param requestId the request, as the log names it
 */
public record Problem(Fault fault, String detail, String error, String requestId) {

  /** The media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** Seconds after which what was refused for now may be tried again. */
  private static final String SOON = "1";

  /** The problem of an exception. */
  public static Problem of(CafeException e, String requestId) {
    return new Problem(e.fault(), e.detail(), e.wireText(), requestId);
  }

  /** The problem of a fault without more detail. */
  public static Problem of(Fault fault, String requestId) {
    return new Problem(fault, fault.title(), fault.wireText(), requestId);
  }

  /**
   * The field {@code Retry-After} of an answer that says a fault, in whatever form: seconds. None
   * if the same request would be refused again.
   */
  public static Optional<String> retryAfter(Fault fault) {
    return fault.retryable() ? Optional.of(SOON) : Optional.empty();
  }

  /** Answers with it; does nothing if the request was answered, or its caller has gone. */
  public void send(HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return;
    }
    retryAfter(fault).ifPresent(after -> response.putHeader(HttpHeaders.RETRY_AFTER, after));
    var _ =
        response
            .setStatusCode(fault.status())
            .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .end(json());
  }

  /** The body. */
  public String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "urn:cafe:problem:" + fault.code());
    json.put("title", fault.title());
    json.put("status", fault.status());
    json.put("detail", detail);
    json.put("code", fault.code());
    json.put("error", error);
    json.put("requestId", requestId);
    return json.toString();
  }
}
