package cafe.web;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

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

  /** Seconds after which a retryable fault may be tried again. */
  static final String RETRY_AFTER = "1";

  /** The problem of an exception. */
  public static Problem of(CafeException e, String requestId) {
    return new Problem(e.fault(), e.detail(), e.wireText(), requestId);
  }

  /** The problem of a fault without more detail. */
  public static Problem of(Fault fault, String requestId) {
    return new Problem(fault, fault.title(), fault.wireText(), requestId);
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
