package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.HostLimits;
import cafe.libp2p.Stream;
import cafe.libp2p.host.Hosts;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.security.noise.Noise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The connection manager: who is let go when there are too many. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class ConnectionLimitsTest {
  private final List<Host> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(Host::close);
  }

  private static Host host(HostLimits limits) throws IOException {
    Host host = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").limits(limits).start();
    host.setProtocolHandler(Hosts.ECHO, Hosts::echo);
    return host;
  }

  private Connection client(Host host) throws IOException {
    Host client = Hosts.builder().start();
    clients.add(client);
    return Hosts.connect(client, host);
  }

  private static Connection at(Host host, int client, List<Host> clients)
      throws InterruptedException {
    Host one = clients.get(client);
    assertThat(Hosts.eventually(() -> host.connection(one.peerId()).isPresent())).isTrue();
    return host.connection(one.peerId()).orElseThrow();
  }

  @Test
  void tooManyIdleConnectionsAreTrimmedToTheLowMarkAndNoFurther() throws Exception {
    try (Host host = host(LimitsOf.trimming(6, 3))) {
      for (int i = 0; i < 6; i++) {
        client(host);
        at(host, i, clients);
      }
      Connection kept = at(host, 0, clients); // the oldest, which would be the first to go
      kept.protect(true);
      client(host);
      assertThat(Hosts.eventually(() -> host.connections().size() == 3)).isTrue();
      assertThat(host.connections()).contains(kept);
    }
  }

  /** Who has a stream open goes after those who have none. */
  @Test
  void connectionsWithStreamsAreTrimmedLast() throws Exception {
    try (Host host = host(LimitsOf.trimming(4, 2))) {
      Connection first = client(host);
      Stream held = first.newStream(Hosts.TIMEOUT, Hosts.ECHO);
      held.output().write(7);
      assertThat(held.input().read()).isEqualTo(7);
      Connection used = at(host, 0, clients);
      for (int i = 1; i <= 4; i++) {
        client(host);
      }
      assertThat(Hosts.eventually(() -> host.connections().size() <= 2)).isTrue();
      assertThat(host.connections()).contains(used);
      held.output().write(8);
      assertThat(held.input().read()).isEqualTo(8);
    }
  }

  @Test
  void thePeersOldestConnectionGivesWay() throws Exception {
    Ed25519IdentityKey key = Ed25519IdentityKey.generate(RawPeer.RANDOM);
    try (Host host = host(LimitsOf.perPeer(3))) {
      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Noise noise = new Noise(key, RawPeer.RANDOM);
        peers.add(RawPeer.connect(host, noise, "/yamux/1.0.0"));
        int expected = Math.min(i + 1, 3);
        assertThat(Hosts.eventually(() -> host.connections().size() == expected)).isTrue();
      }
      peers.getFirst().readToEnd();
      assertThat(host.connections()).hasSize(3);
      assertThat(host.connection(key.peerId())).isPresent();
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }
}
