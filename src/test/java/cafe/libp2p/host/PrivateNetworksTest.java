package cafe.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.MultiaddrProtocol;
import cafe.libp2p.UnreachablePeerException;
import cafe.libp2p.transport.TcpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers cannot make us knock at doors inside our own network. */
@Timeout(60)
class PrivateNetworksTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.255.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.168.1.1",
        "198.19.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2002:a00:1::1"
      })
  void areThese(String ip) throws IOException {
    assertThat(PrivateNetworks.contains(InetAddress.getByName(ip))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.0.0.1",
        "128.0.0.1",
        "169.253.0.1",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.0.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "::ffff:1.1.1.1",
        "2001:470::1",
        "2606:4700::1111",
        "3fff::1"
      })
  void areNotThese(String ip) throws IOException {
    assertThat(PrivateNetworks.contains(InetAddress.getByName(ip))).isFalse();
  }

  /** The name is looked up when it is dialed, and what it stands for is looked at then. */
  @Test
  void aNameThatAStrangerToldLeadsNowhereInside() throws Exception {
    try (Host server = Hosts.listening(HostConfig.NOISE, HostConfig.YAMUX);
        Host client = Hosts.builder().start()) {
      Multiaddr bound = server.listenAddresses().getFirst();
      List<Multiaddr> named =
          List.of(
              Multiaddr.parse(
                  "/dns4/localhost/tcp/" + bound.value(MultiaddrProtocol.TCP).orElseThrow()),
              bound);
      PeerId peer = server.peerId();
      client.peerstore().addPublicAddresses(peer, named, HOUR);
      assertThatThrownBy(() -> client.newStream(peer, Hosts.TIMEOUT, Hosts.ECHO))
          .isInstanceOf(UnreachablePeerException.class)
          .hasMessageContaining("no address that may be dialed");
      assertThat(server.connections()).isEmpty();
      assertThat(client.connect(peer, named.subList(0, 1), Hosts.TIMEOUT).remoteAddress())
          .as("what the caller names is dialed")
          .isEqualTo(named.getFirst());
    }
  }

  /** Behind a proxy of ours, which is near, are strangers. */
  @Test
  void whoCameThroughAnotherDoorIsNotBelievedToBeNear() throws Exception {
    try (Host host = Hosts.builder().start();
        Host stranger = Hosts.listening(HostConfig.NOISE, HostConfig.YAMUX);
        ServerSocketChannel door = TcpTransport.listen(new InetSocketAddress("127.0.0.1", 0))) {
      Thread.startVirtualThread(() -> handOver(door, host));
      int port = door.socket().getLocalPort();
      stranger.connect(
          host.peerId(), List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port)), Hosts.TIMEOUT);
      assertThat(Hosts.eventually(() -> isIntroduced(host, stranger.peerId()))).isTrue();
      assertThat(host.peerstore().addresses(stranger.peerId())).isEmpty();
    }
  }

  @Test
  void whoIsNearMayTellOfAddressesNearby() throws Exception {
    try (Host host = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").start();
        Host neighbour = Hosts.listening(HostConfig.NOISE, HostConfig.YAMUX)) {
      Hosts.connect(neighbour, host);
      assertThat(Hosts.eventually(() -> isIntroduced(host, neighbour.peerId()))).isTrue();
      assertThat(
              Hosts.eventually(
                  () ->
                      host.peerstore()
                          .addresses(neighbour.peerId())
                          .equals(neighbour.listenAddresses())))
          .isTrue();
      assertThat(
              host.peerstore()
                  .isPublicOnly(neighbour.peerId(), neighbour.listenAddresses().getFirst()))
          .isFalse();
    }
  }

  private static boolean isIntroduced(Host host, PeerId peer) {
    return host.connection(peer)
        .map(Connection::remoteProtocols)
        .filter(protocols -> !protocols.isEmpty())
        .isPresent();
  }

  private static void handOver(ServerSocketChannel door, Host host) {
    try {
      host.accept(door.accept(), Multiaddr.parse("/ip4/127.0.0.1/tcp/1/ws"));
    } catch (IOException e) {
      // the test is over
    }
  }
}
