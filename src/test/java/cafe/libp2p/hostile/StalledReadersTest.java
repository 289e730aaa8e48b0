package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.host.Hosts;
import cafe.libp2p.identify.Ping;
import cafe.libp2p.multistream.Multistream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Peers that ask for much and read nothing. */
@Timeout(300)
@Isolated("it measures the heap")
class StalledReadersTest {
  private static final int STALLED = 1000;
  private static final int HALF_OPEN = 200;
  private static final int MOST_RETAINED = 64 * 1024;

  private static final byte[] REQUEST =
      HexFormat.of()
          .parseHex("132f6d756c746973747265616d2f312e302e300a" + "0d2f746573742f666c6f6f642f0a");

  private final AtomicInteger handlers = new AtomicInteger();

  private Host host() throws IOException {
    Host host =
        Hosts.builder()
            .listen("/ip4/127.0.0.1/tcp/0")
            .limits(LimitsOf.write(Duration.ofMinutes(5)))
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

  private static long retained() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void ask(RawPeer peer, int stream) throws IOException {
    peer.send(RawPeer.yamux(0, 1, stream, REQUEST.length));
    peer.send(REQUEST);
  }

  @Test
  void aThousandConnectionsAndTwoHundredHandshakesHoldLittle() throws Exception {
    List<SocketChannel> sockets = new ArrayList<>();
    try (Host host = host();
        Host client = Hosts.builder().start()) {
      HealthyClient healthy = new HealthyClient(Hosts.connect(client, host));
      long before = retained();
      for (int i = 0; i < STALLED; i++) {
        if (i % (STALLED / HALF_OPEN) == 0) {
          sockets.add(halfOpen(host, i % 2 == 0));
        }
        RawPeer peer = RawPeer.connect(host, "/yamux/1.0.0");
        ask(peer, 1);
        sockets.add(peer.bareSocket());
      }
      assertThat(Hosts.eventually(() -> handlers.get() == STALLED)).isTrue();
      healthy.awaitAnother();
      assertThat((retained() - before) / STALLED).isLessThan(MOST_RETAINED);
      assertThat(host.connections()).hasSize(STALLED + 1);

      for (SocketChannel socket : sockets) {
        socket.close();
      }
      assertThat(Hosts.eventually(() -> handlers.get() == 0)).isTrue();
      assertThat(Hosts.eventually(() -> host.connections().size() == 1)).isTrue();
      healthy.awaitAnother();
      healthy.end();
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
    }
  }

  /** A connection that says half of a header, or proposes Noise and leaves it at that. */
  private static SocketChannel halfOpen(Host host, boolean proposes) throws IOException {
    SocketChannel socket = RawPeer.tcp(host);
    byte[] proposal = Multistream.proposal("/noise");
    socket.write(ByteBuffer.wrap(proposal, 0, proposes ? proposal.length : 7));
    return socket;
  }

  /** Pings all the time; every ping must be answered. */
  private static final class HealthyClient {
    private final Connection connection;
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final Thread pinging = Thread.ofVirtual().unstarted(this::run);
    private volatile boolean ended;

    HealthyClient(Connection connection) {
      this.connection = connection;
      pinging.start();
    }

    private void run() {
      Random random = new Random(1);
      try {
        while (!ended) {
          Ping.ping(connection, random, Hosts.TIMEOUT);
          answers.incrementAndGet();
        }
      } catch (IOException e) {
        failure.set(e);
      }
    }

    void awaitAnother() throws InterruptedException {
      int seen = answers.get();
      assertThat(Hosts.eventually(() -> answers.get() > seen || failure.get() != null)).isTrue();
      assertThat(failure.get()).isNull();
    }

    void end() throws InterruptedException {
      ended = true;
      pinging.join();
      assertThat(failure.get()).isNull();
      connection.close();
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
      assertThat(Hosts.eventually(() -> handlers.get() == STALLED)).isTrue();
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
