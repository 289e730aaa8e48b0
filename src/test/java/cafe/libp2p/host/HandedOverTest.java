package cafe.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.identify.Ping;
import cafe.libp2p.transport.TcpTransport;
import cafe.libp2p.transport.WebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that somebody else accepted: the way of a WebSocket on the HTTP port. */
@Timeout(60)
class HandedOverTest {
  private static final Multiaddr REMOTE = Multiaddr.parse("/ip4/192.0.2.7/tcp/1/ws");

  @Test
  void aHostServesWhatIsHandedOver() throws Exception {
    try (Host server = Hosts.builder().start();
        Host client = Hosts.builder().start();
        ServerSocketChannel door = TcpTransport.listen(new InetSocketAddress("127.0.0.1", 0))) {
      Thread.startVirtualThread(() -> serve(door, server));
      int port = door.socket().getLocalPort();
      Connection connection =
          client.connect(
              server.peerId(),
              List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port + "/ws")),
              Hosts.TIMEOUT);
      assertThat(Ping.ping(connection, new Random(1), Hosts.TIMEOUT)).isPositive();
      assertThat(server.connections().getFirst().remoteAddress()).isEqualTo(REMOTE);
      connection.close();
      assertThat(Hosts.eventually(() -> server.connections().isEmpty())).isTrue();
    }
  }

  private static void serve(ServerSocketChannel door, Host server) {
    try {
      server.accept(WebSocket.accept(door.accept()), REMOTE);
    } catch (IOException e) {
      // the test is over
    }
  }
}
