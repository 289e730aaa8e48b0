package cafe.libp2p.host;

import cafe.libp2p.Multiaddr;
import cafe.libp2p.MultiaddrProtocol;
import cafe.libp2p.transport.TcpTransport;
import cafe.libp2p.transport.TlsClient;
import cafe.libp2p.transport.WebSocket;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Dials one address: TCP, then TLS and WebSocket if it names them.
 *
 * @param random for WebSocket keys and masks
 * @param webTls whom to trust below {@code /wss}
 */
record Transports(SecureRandom random, SSLContext webTls) {
  /** True if the address is a WebSocket above TLS: {@code /wss} or {@code /tls/ws}. */
  static boolean overTls(Multiaddr address) {
    return address.has(MultiaddrProtocol.WSS) || address.has(MultiaddrProtocol.TLS);
  }

  /**
   * Connects the socket; the caller bounds the time by closing it.
   *
   * @param publicOnly refuses to dial into private networks
   */
  ByteChannel connect(SocketChannel socket, Multiaddr address, boolean publicOnly)
      throws IOException {
    socket.connect(SocketAddresses.dialTarget(address, publicOnly));
    TcpTransport.prepare(socket);
    ByteChannel channel = socket;
    String name = address.parts().get(0).value();
    if (overTls(address)) {
      Optional<String> sni = address.value(MultiaddrProtocol.SNI);
      channel = TlsClient.connect(socket, sni.orElse(name), webTls);
    }
    boolean webSocket = address.has(MultiaddrProtocol.WS) || address.has(MultiaddrProtocol.WSS);
    if (!webSocket) {
      return channel;
    }
    String host = name.contains(":") ? "[" + name + "]" : name;
    return WebSocket.connect(channel, host + ":" + address.parts().get(1).value(), random);
  }
}
