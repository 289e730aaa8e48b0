package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.host.Hosts;
import cafe.libp2p.identify.Ping;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that ask for much and read nothing. */
@Timeout(120)
class StalledReadersTest {
  private static final int STALLED = 1000;
  private static final int MOST_RETAINED = 64 * 1024;

  private static final byte[] REQUEST =
      HexFormat.of()
          .parseHex("132f6d756c746973747265616d2f312e302e300a" + "0d2f746573742f666c6f6f642f0a");

  private final AtomicInteger handlers = new AtomicInteger();

  private Host host() throws IOException {
    Host host =
        Hosts.builder()
            .listen("/ip4/127.0.0.1/tcp/0")
            .limits(LimitsOf.write(Duration.ofSeconds(60)))
            .start();
    byte[] block = new byte[1024 * 1024];
    host.setProtocolHandler(
        "/test/flood/",
        stream -> {
          handlers.incrementAndGet();
          try {
            while (true) {
              stream.output().write(block);
            }
          } finally {
            handlers.decrementAndGet();
          }
        });
    return host;
  }

  private static long retained() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void ask(RawPeer peer, int stream) throws IOException {
    peer.send(RawPeer.yamux(0, 1, stream, REQUEST.length));
    peer.send(REQUEST);
  }

  @Test
  void aThousandConnectionsHoldLittle() throws Exception {
    List<SocketChannel> sockets = new ArrayList<>();
    try (Host host = host();
        Host client = Hosts.builder().start()) {
      Connection healthy = Hosts.connect(client, host);
      Ping.ping(healthy, new Random(1), Hosts.TIMEOUT);
      long before = retained();
      for (int i = 0; i < STALLED; i++) {
        RawPeer peer = RawPeer.connect(host, "/yamux/1.0.0");
        ask(peer, 1);
        sockets.add(peer.bareSocket());
      }
      assertThat(Hosts.eventually(() -> handlers.get() == STALLED)).isTrue();
      assertThat(Ping.ping(healthy, new Random(1), Hosts.TIMEOUT)).isPositive();
      assertThat((retained() - before) / STALLED).isLessThan(MOST_RETAINED);

      for (SocketChannel socket : sockets) {
        socket.close();
      }
      assertThat(Hosts.eventually(() -> handlers.get() == 0)).isTrue();
      assertThat(Hosts.eventually(() -> host.connections().size() == 1)).isTrue();
      assertThat(Ping.ping(healthy, new Random(1), Hosts.TIMEOUT)).isPositive();
    }
  }

  @Test
  void aThousandStreamsOfFewConnectionsHoldLittle() throws Exception {
    List<SocketChannel> sockets = new ArrayList<>();
    try (Host host = host();
        Host client = Hosts.builder().start()) {
      Connection healthy = Hosts.connect(client, host);
      Ping.ping(healthy, new Random(1), Hosts.TIMEOUT);
      long before = retained();
      for (int i = 0; i < 10; i++) {
        RawPeer peer = RawPeer.connect(host, "/yamux/1.0.0");
        sockets.add(peer.bareSocket());
        for (int stream = 0; stream < STALLED / 10; stream++) {
          ask(peer, 2 * stream + 1);
        }
      }
      assertThat(Hosts.eventually(() -> handlers.get() > 0)).isTrue();
      assertThat(Ping.ping(healthy, new Random(1), Hosts.TIMEOUT)).isPositive();
      assertThat((retained() - before) / STALLED).isLessThan(MOST_RETAINED);
      for (SocketChannel socket : sockets) {
        socket.close();
      }
      assertThat(Hosts.eventually(() -> handlers.get() == 0)).isTrue();
      assertThat(Hosts.eventually(() -> host.connections().size() == 1)).isTrue();
    }
  }
}
