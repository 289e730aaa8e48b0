package cafe.gateway.http;

import cafe.gateway.http.fields.Negotiation;
import cafe.gateway.http.pages.Page;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Faults as answers: a problem for programs, a page for browsers.
 *
 * <p>A browser gets 404 for whatever is wrong with a path or a key, as the original answers: its
 * clients look for nothing else. Neither form repeats anything of the request.
 */
final class ErrorAnswer {
  /** The policy of the gateway's own pages. */
  static final String PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private ErrorAnswer() {}

  /** Sends a fault, unless an answer has begun. */
  static void send(HttpServerRequest request, CafeException e) {
    HttpServerResponse response = request.response();
    if (response.headWritten() || response.closed()) {
      response.reset();
      return;
    }
    MultiMap headers = response.headers();
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    if (e.fault().retryable()) {
      headers.set(HttpHeaders.RETRY_AFTER, "5");
    }
    String body;
    if (Negotiation.wantsErrorPage(request.getHeader(HttpHeaders.ACCEPT))) {
      Fault shown = pageFault(e.fault());
      response.setStatusCode(shown.status());
      headers.set(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8");
      headers.set("Content-Security-Policy", PAGE_POLICY);
      body = Page.ofError(shown.status(), shown.title());
    } else {
      response.setStatusCode(e.fault().status());
      headers.set(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
      body = Problem.of(e, requestId(response)).json();
    }
    end(request, body);
  }

  /** Ends with a text; a HEAD request gets only its length. */
  static void end(HttpServerRequest request, String body) {
    byte[] utf8 = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    HttpServerResponse response = request.response();
    if (request.method() == HttpMethod.HEAD) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(utf8.length));
      response.end();
    } else {
      response.end(io.vertx.core.buffer.Buffer.buffer(utf8));
    }
  }

  private static Fault pageFault(Fault fault) {
    return switch (fault) {
      case CID_INVALID, REQUEST_MALFORMED, KEY_MALFORMED, KEY_WRONG, TIMEOUT -> Fault.NOT_FOUND;
      default -> fault;
    };
  }

  /** The doorway's filter has put it there. */
  private static String requestId(HttpServerResponse response) {
    String id = response.headers().get("X-Request-Id");
    return id == null ? "none" : id;
  }
}
