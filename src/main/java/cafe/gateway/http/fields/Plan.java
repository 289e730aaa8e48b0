package cafe.gateway.http.fields;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What of a representation an answer carries, after its conditions and range.
 *
 * @param status 200, 206 or 304
 * @param first offset of the first byte
 * @param length number of bytes; {@code Content-Length}, even if only headers are sent
 * @param bodiless whether only headers are sent
 */
public record Plan(int status, long first, long length, boolean bodiless) {

  /**
   * Plans the answer (RFC 9110 §13.2.2).
   *
   * @throws CafeException {@link Fault#PRECONDITION_FAILED}, {@link Fault#RANGE_NOT_SATISFIABLE}
   */
  public static Plan of(HttpServerRequest request, String etag, long size) {
    MultiMap headers = request.headers();
    if (Preconditions.isRefused(headers.get(HttpHeaders.IF_MATCH), etag)) {
      throw new CafeException(Fault.PRECONDITION_FAILED, "The content is another");
    }
    if (Preconditions.isKnown(headers.get(HttpHeaders.IF_NONE_MATCH), etag)) {
      return new Plan(304, 0, 0, true);
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      return new Plan(200, 0, size, true);
    }
    ByteRange range = range(headers, etag, size);
    return range == null
        ? new Plan(200, 0, size, false)
        : new Plan(206, range.first(), range.length(), false);
  }

  private static @Nullable ByteRange range(MultiMap headers, String etag, long size) {
    String header = headers.get(HttpHeaderNames.RANGE);
    return header != null && Preconditions.allowsRange(headers.get(HttpHeaderNames.IF_RANGE), etag)
        ? ByteRange.select(header, size)
        : null;
  }

  /** The value of {@code Content-Range} of a part. */
  public String contentRange(long size) {
    return new ByteRange(first, first + length - 1).contentRange(size);
  }
}
