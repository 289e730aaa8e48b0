package cafe.peer;

import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.transport.WebSocket;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes WebSocket upgrades on {@code /} of the HTTP port and hands them to the libp2p host: {@code
 * /wss} addresses carry no path, so a peer can ask for no other.
 */
@ApplicationScoped
class WebSocketDoor {

  /** Before the front page, which answers the same path. */
  private static final int FIRST = -1_000;

  private static final String VERSION = "13";
  private static final int UPGRADE_REQUIRED = 426;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final Pattern IP4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  private final PeerNode node;
  private final PeerConfig config;

  WebSocketDoor(PeerNode node, PeerConfig config) {
    this.node = node;
    this.config = config;
  }

  void route(@Observes Router router) {
    if (config.enabled() && config.httpWebsocket()) {
      router.route("/").order(FIRST).handler(this::upgrade);
    }
  }

  private void upgrade(RoutingContext route) {
    HttpServerRequest request = route.request();
    String wanted = request.getHeader(HttpHeaders.UPGRADE);
    Optional<Host> host = node.host();
    if (host.isEmpty() || wanted == null || !wanted.equalsIgnoreCase("websocket")) {
      route.next();
      return;
    }
    Multiaddr remote = remote(request.remoteAddress());
    String key = request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (key == null || !VERSION.equals(request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      request
          .response()
          .putHeader(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION)
          .setStatusCode(UPGRADE_REQUIRED)
          .end();
      return;
    }
    request
        .response()
        .putHeader(HttpHeaders.UPGRADE, "websocket")
        .putHeader(HttpHeaders.CONNECTION, "Upgrade")
        .putHeader(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, WebSocket.acceptance(key));
    // The server's own WebSockets gather whole frames, and peers send long ones.
    request
        .toNetSocket()
        .onSuccess(
            socket -> host.get().accept(WebSocket.accepted(new NetSocketChannel(socket)), remote))
        .onFailure(route::fail);
  }

  /**
   * Where to dial this door, given the URL of the front page. Behind a path of a proxy it cannot be
   * dialed: then there is none.
   */
  static Optional<Multiaddr> address(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String host = uri.getHost();
    String path = uri.getPath();
    if (host == null || !(path == null || path.isEmpty() || path.equals("/"))) {
      return Optional.empty();
    }
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    int port = uri.getPort() > 0 ? uri.getPort() : secure ? HTTPS : HTTP;
    String name =
        IP4.matcher(host).matches()
            ? "/ip4/" + host
            : host.startsWith("[")
                ? "/ip6/" + host.substring(1, host.length() - 1)
                : "/dns4/" + host;
    return Optional.of(Multiaddr.parse(name + "/tcp/" + port + (secure ? "/wss" : "/ws")));
  }

  private static Multiaddr remote(SocketAddress address) {
    String host = address.hostAddress() == null ? "0.0.0.0" : address.hostAddress();
    return Multiaddr.ofTcp(new InetSocketAddress(host, address.port()))
        .with(Multiaddr.parse("/ws"));
  }
}
