package cafe.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.identify.Identify;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorsTest {
  private static final Multiaddr DOOR = Multiaddr.parse("/dns4/cafe.example.org/tcp/443/wss");
  private static final Multiaddr OTHER = Multiaddr.parse("/ip4/192.0.2.1/tcp/1");

  @Test
  void peersAreToldOfDoorsThatOpenLater() throws Exception {
    List<Multiaddr> doors = new ArrayList<>();
    try (Host host = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").doors(() -> doors).start();
        Host peer = Hosts.builder().start()) {
      Connection connection = Hosts.connect(peer, host);
      assertThat(Identify.ask(connection, Hosts.TIMEOUT).listenAddresses())
          .isEqualTo(host.listenAddresses());
      doors.add(DOOR);
      assertThat(Identify.ask(connection, Hosts.TIMEOUT).listenAddresses())
          .containsExactly(host.listenAddresses().getFirst(), DOOR);
    }
  }

  @Test
  void whatTheOperatorAnnouncesIsAll() throws Exception {
    try (Host host =
        Hosts.builder().announce(OTHER.toString()).doors(() -> List.of(DOOR)).start()) {
      assertThat(host.announcedAddresses()).containsExactly(OTHER);
    }
  }
}
