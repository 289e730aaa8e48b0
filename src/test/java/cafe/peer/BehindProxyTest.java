package cafe.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.host.Hosts;
import cafe.libp2p.identify.Ping;
import cafe.testkit.SmallCafe;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSockets that come through a proxy which tells where they come from, and is believed. */
@QuarkusTest
@TestProfile(SmallCafe.class)
@Timeout(60)
class BehindProxyTest {

  @TestHTTPResource URI cafe;
  @Inject PeerNode node;

  /** Limits by address are limits of these. */
  @ParameterizedTest
  @CsvSource({"192.0.2.7,/ip4/192.0.2.7/", "2001:db8::7,/ip6/2001:db8::7/"})
  void aPeersAddressIsTheOneThatTheProxyTells(String told, String address) throws IOException {
    Host server = node.host().orElseThrow();
    try (ServerSocket entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Host client = Hosts.builder().start()) {
      Thread.startVirtualThread(() -> proxy(entrance, told));
      Multiaddr door = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + entrance.getLocalPort() + "/ws");
      Connection there = client.connect(server.peerId(), List.of(door), Hosts.TIMEOUT);
      Ping.ping(there, new Random(1), Hosts.TIMEOUT);
      Connection here = server.connection(client.peerId()).orElseThrow();
      assertThat(here.remoteAddress().toString()).startsWith(address).endsWith("/ws");
    }
  }

  /** Serves one connection, whose request gets a header more. */
  private void proxy(ServerSocket entrance, String told) {
    try (Socket client = entrance.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), cafe.getPort())) {
      OutputStream forth = server.getOutputStream();
      InputStream request = client.getInputStream();
      int last;
      do {
        last = request.read();
        forth.write(last);
      } while (last != '\n');
      forth.write(("X-Forwarded-For: " + told + "\r\n").getBytes(ISO_8859_1));
      Thread.startVirtualThread(() -> copy(server, client));
      copy(client, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of them has closed it
    }
  }
}
