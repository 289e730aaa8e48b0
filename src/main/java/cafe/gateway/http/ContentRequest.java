package cafe.gateway.http;

import cafe.gateway.ContentPath;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * A request for a file, understood.
 *
 * @param request as it came
 * @param loop where its connection lives
 * @param path of the file
 * @param query what it says besides
 */
record ContentRequest(
    HttpServerRequest request, Context loop, ContentPath path, ContentQuery query) {
  HttpServerResponse response() {
    return request.response();
  }

  /** Whether every request for the same path, as the same text, gets the same answer. */
  boolean isCommon() {
    return query.isPlain() && request.query() == null && request.path().equals(path.encoded());
  }
}
