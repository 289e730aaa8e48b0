package cafe.gateway.http;

import cafe.gateway.http.fields.AnswerHeaders;
import cafe.gateway.http.fields.ByteRange;
import cafe.gateway.http.fields.Negotiation;
import cafe.gateway.http.fields.Sandbox;
import cafe.gateway.http.pages.Page;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.Problem;
import cafe.web.connection.Connections;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/**
 * Faults as answers: a problem for programs, a page for browsers.
 *
 * <p>A browser gets 404 for whatever is wrong with a path or a key, as the original answers: its
 * clients look for nothing else. Neither form repeats anything of the request.
 */
final class ErrorAnswer {
  private ErrorAnswer() {}

  /** Sends a fault; if an answer has begun already, cuts it off. */
  static void send(HttpServerRequest request, CafeException e) {
    HttpServerResponse response = request.response();
    if (response.headWritten() || response.closed()) {
      Connections.cut(request);
      return;
    }
    AnswerHeaders.removeFrom(response.headers());
    write(request, e);
  }

  /** Sends that a range lies outside of a file. */
  static void sendUnsatisfied(HttpServerRequest request, CafeException e, long size) {
    request.response().putHeader(HttpHeaders.CONTENT_RANGE, ByteRange.unsatisfied(size));
    write(request, e);
  }

  private static void write(HttpServerRequest request, CafeException e) {
    HttpServerResponse response = request.response();
    MultiMap headers = response.headers();
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    Problem.retryAfter(e.fault()).ifPresent(after -> headers.set(HttpHeaders.RETRY_AFTER, after));
    String body;
    if (Negotiation.wantsPage(request.getHeader(HttpHeaders.ACCEPT))) {
      Fault shown = pageFault(e.fault());
      response.setStatusCode(shown.status());
      headers.set(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8");
      headers.set(Sandbox.FIELD, Sandbox.OWN_PAGES);
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
    byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
    HttpServerResponse response = request.response();
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(utf8.length));
      response.end();
    } else {
      response.end(Buffer.buffer(utf8));
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
