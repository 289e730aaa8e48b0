package cafe.peer;

import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Takes WebSocket upgrades on {@code /} of the HTTP port and hands them to the libp2p host: {@code
 * /wss} addresses carry no path, so a peer can ask for no other.
 */
@ApplicationScoped
class WebSocketDoor {

  /** Before the front page, which answers the same path. */
  private static final int FIRST = -1_000;

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
    request
        .toWebSocket()
        .onSuccess(socket -> host.get().accept(new WebSocketChannel(socket), remote))
        .onFailure(route::fail);
  }

  private static Multiaddr remote(SocketAddress address) {
    String host = address.hostAddress() == null ? "0.0.0.0" : address.hostAddress();
    return Multiaddr.ofTcp(new InetSocketAddress(host, address.port()))
        .with(Multiaddr.parse("/ws"));
  }
}
