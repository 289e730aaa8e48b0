package cafe.gateway.http;

import cafe.gateway.http.fields.AnswerHeaders;
import cafe.gateway.http.fields.Cors;
import cafe.gateway.http.fields.Plan;
import cafe.gateway.http.fields.Sandbox;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Heads of answers about files.
 *
 * @param cors who may read them from other origins
 * @param sandbox what browsers may do with them
 */
record AnswerHead(Cors cors, Sandbox sandbox) {
  private static final int FOUND = 302;

  /** Sets status and fields of an answer. */
  void set(HttpServerRequest request, AnswerHeaders fields, Plan plan, long size) {
    HttpServerResponse response = request.response();
    response.setStatusCode(plan.status());
    MultiMap headers = response.headers();
    fields.setOn(headers);
    cors.addTo(headers, request.getHeader(HttpHeaders.ORIGIN));
    if (!fields.inert()) {
      headers.set(Sandbox.FIELD, sandbox.policy(request));
      if (!sandbox.isOne()) {
        headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
      }
    }
    if (plan.status() == 206) {
      headers.set(HttpHeaders.CONTENT_RANGE, plan.contentRange(size));
    }
    if (plan.status() != 304) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(plan.length()));
    }
  }

  /**
   * Sends a browser that would open a file as a document to the host name that is for it.
   *
   * @return whether that was the answer
   */
  boolean redirect(HttpServerRequest request, AnswerHeaders fields) {
    Optional<String> place = fields.inert() ? Optional.empty() : sandbox.betterPlace(request);
    if (place.isEmpty()) {
      return false;
    }
    HttpServerResponse response = request.response();
    MultiMap headers = response.setStatusCode(FOUND).headers();
    headers.set(HttpHeaders.LOCATION, place.get());
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(HttpHeaders.CONTENT_LENGTH, "0");
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    cors.addTo(headers, request.getHeader(HttpHeaders.ORIGIN));
    response.end();
    return true;
  }

  /** All fields of an answer with all of a file, or null if they depend on who asks. */
  @Nullable HeadersMultiMap whole(AnswerHeaders fields, long size) {
    if (cors.areParticular() || !fields.inert() && !sandbox.isOne()) {
      return null;
    }
    HeadersMultiMap headers = HeadersMultiMap.httpHeaders();
    fields.setOn(headers);
    cors.addTo(headers, null);
    if (!fields.inert()) {
      headers.set(Sandbox.FIELD, sandbox.policy());
    }
    return headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(size));
  }
}
