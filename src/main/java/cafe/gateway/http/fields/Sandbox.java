package cafe.gateway.http.fields;

import cafe.gateway.PercentEncoding;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Content Security Policies for documents that strangers wrote and a browser could run.
 *
 * <p>On a host name that serves other things too they run no script and load only content of the
 * gateway. On the content's own host name scripts run, but each document in an origin of its own:
 * it can read neither another's storage nor an answer that CORS does not allow.
 */
public final class Sandbox {
  /** The field's name. */
  public static final CharSequence FIELD = HttpHeaders.createOptimized("Content-Security-Policy");

  /** For pages of the gateway itself. */
  public static final CharSequence OWN_PAGES =
      HttpHeaders.createOptimized("default-src 'none'; style-src 'unsafe-inline'");

  private static final String STRICT =
      "default-src 'none'; img-src 'self' data:; media-src 'self' data:; font-src 'self' data:;"
          + " style-src 'self' 'unsafe-inline'; sandbox";
  private static final String OWN_HOST =
      "sandbox allow-scripts allow-forms allow-modals allow-popups allow-downloads";

  private final ContentHost host;

  /** With the host name that only content has. */
  public Sandbox(ContentHost host) {
    this.host = host;
  }

  /** Whether there is one policy, whatever host name a request is for. */
  public boolean isOne() {
    return !host.isSet();
  }

  /** The policy where there is one only. */
  public String policy() {
    return STRICT;
  }

  /** The policy for the host name of a request. */
  public String policy(HttpServerRequest request) {
    return host.isOf(request) ? OWN_HOST : STRICT;
  }

  /**
   * Where a browser that would open a document by this request is to open it instead: empty if
   * there is no better place. Programs, and pages that embed the document, are left here: they name
   * no HTML among what they accept.
   */
  public Optional<String> betterPlace(HttpServerRequest request) {
    if (isOne()
        || host.isOf(request)
        || !Negotiation.wantsPage(request.getHeader(HttpHeaders.ACCEPT))) {
      return Optional.empty();
    }
    String query = request.query();
    String path = query == null ? request.path() : request.path() + "?" + query;
    return Optional.of(host.urlOf(PercentEncoding.encode(path, PercentEncoding.SEGMENT + "/?%")));
  }
}
