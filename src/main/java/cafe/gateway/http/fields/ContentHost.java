package cafe.gateway.http.fields;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The host name that only content has, if the operator gave it one.
 *
 * <p>Names are compared as browsers compare them: whatever the case, with or without the port of a
 * scheme. A dot at the end, which makes another origin of the same host, makes no difference here.
 */
public final class ContentHost {
  private static final Set<String> NO_PORT = Set.of("", ":", ":80", ":443");

  private final Optional<String> configured;
  private final Optional<String> name;

  /** With the name, and the port if it is not the scheme's; blank is none. */
  public ContentHost(Optional<String> configured) {
    this.configured = configured.map(String::strip).filter(host -> !host.isEmpty());
    this.name = this.configured.map(ContentHost::plain);
  }

  /** Whether there is one. */
  public boolean isSet() {
    return name.isPresent();
  }

  /** Whether a request is for it. */
  public boolean isOf(HttpServerRequest request) {
    return name.isPresent() && name.get().equals(plain(authority(request)));
  }

  /** The same scheme, on this host. */
  public String urlOf(String path) {
    return "//" + configured.orElseThrow() + path;
  }

  /** A URL in the request line precedes the field (RFC 9112 §3.2.2). */
  private static String authority(HttpServerRequest request) {
    String uri = request.uri();
    int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
    if (scheme < 0) {
      HostAndPort host = request.authority();
      return host == null ? "" : host.toString();
    }
    String rest = uri.substring(scheme + 3).split("[/?#]", 2)[0];
    return rest.substring(rest.lastIndexOf('@') + 1);
  }

  private static String plain(String authority) {
    String text = authority.toLowerCase(Locale.ROOT);
    int colon = text.lastIndexOf(':');
    String port = colon > text.lastIndexOf(']') ? text.substring(colon) : "";
    String host = text.substring(0, text.length() - port.length());
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    return NO_PORT.contains(port) ? host : host + port;
  }
}
