package cafe.gateway.http.fields;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Content Security Policies for documents that strangers wrote and a browser could run.
 *
 * <p>On a host name that serves other things too they run no script and load only content of the
 * gateway. On the gateway's own host name scripts run, but each document in an origin of its own:
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

  private final Optional<String> ownHost;

  /** With the host name, and port if any, that only the gateway uses. */
  public Sandbox(Optional<String> ownHost) {
    this.ownHost = ownHost.filter(host -> !host.isBlank());
  }

  /** Whether there is one policy, whatever host name a request is for. */
  public boolean isOne() {
    return ownHost.isEmpty();
  }

  /** The policy for the host name of a request. */
  public String policy(@Nullable HostAndPort authority) {
    if (ownHost.isEmpty()) {
      return STRICT;
    }
    boolean own = authority != null && ownHost.get().equalsIgnoreCase(authority.toString());
    return own ? OWN_HOST : STRICT;
  }
}
