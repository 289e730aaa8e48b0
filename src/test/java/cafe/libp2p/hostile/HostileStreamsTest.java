package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Host;
import cafe.libp2p.host.Hosts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class HostileStreamsTest {
  private static final String YAMUX = "/yamux/1.0.0";
  private static final String MPLEX = "/mplex/6.7.0";
  private static final int DATA = 0;
  private static final int WINDOW = 1;
  private static final int PING = 2;
  private static final int SYN = 1;
  private static final int RST = 8;

  private static Host host() throws IOException {
    Host host = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").start();
    host.setProtocolHandler(Hosts.ECHO, Hosts::echo);
    return host;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01 00 00 00 00 00 00 01 00 00 00 00", // unknown version
        "00 07 00 00 00 00 00 01 00 00 00 00", // unknown type
        "00 01 00 01 00 00 00 02 00 00 00 00", // a stream with an id of ours
        "00 01 00 01 00 00 00 00 00 00 00 00", // stream 0
        "00 01 00 01 ff ff ff ff 00 00 00 00", // a negative id
        "00 00 00 00 00 00 00 09 7f ff ff ff", // 2 GiB for nobody
        "00 00 00 01 00 00 00 01 00 04 00 01", // one byte more than the window
        "00 00 00 01 00 00 00 01 ff ff ff ff", // 4 GiB
        "00 01 00 01 00 00 00 01 00 00 00 00 00 01 00 01 00 00 00 01 00 00 00 00" // twice
      })
  void yamuxViolationEndsTheConnectionWithGoAway(String frames) throws Exception {
    try (Host host = host();
        RawPeer peer = RawPeer.connect(host, YAMUX)) {
      peer.sendHex(frames);
      // Not always the last: what other threads had queued may follow it.
      assertThat(HexFormat.of().formatHex(peer.readToEnd())).contains("000300000000000000000001");
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02 81 80 40", // a message of 1 MiB and a byte
        "ff ff ff ff ff ff ff ff ff ff 01", // a header of more than 63 bits
        "00 00 00 00", // a stream opened twice
        "00 00 07 00" // an unknown flag
      })
  void mplexViolationEndsTheConnection(String frames) throws Exception {
    try (Host host = host();
        RawPeer peer = RawPeer.connect(host, MPLEX)) {
      peer.sendHex(frames);
      peer.readToEnd();
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
    }
  }

  @Test
  void tamperedFrameEndsTheConnection() throws Exception {
    try (Host host = host();
        RawPeer peer = RawPeer.connect(host, YAMUX)) {
      peer.bareSocket()
          .write(
              ByteBuffer.wrap(
                  new byte[] {
                    0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
                  }));
      peer.readToEnd();
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
    }
  }

  @Test
  void streamsBeyondTheLimitAreReset() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Host host =
            Hosts.builder()
                .listen("/ip4/127.0.0.1/tcp/0")
                .limits(LimitsOf.streams(10, 100))
                .start();
        RawPeer peer = RawPeer.connect(host, YAMUX)) {
      for (int i = 0; i < 11; i++) {
        peer.send(RawPeer.yamux(WINDOW, SYN, 2 * i + 1, 0));
      }
      assertThat(readUntil(peer, "0001" + "0008" + "00000015")).isTrue();
      assertThat(host.connections()).hasSize(1);
      release.countDown();
    }
  }

  private static boolean readUntil(RawPeer peer, String hex) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (ByteBuffer chunk = peer.read(); chunk != null; chunk = peer.read()) {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      if (seen.append(HexFormat.of().formatHex(bytes)).indexOf(hex) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Opening and resetting in a loop must not run more handlers than there are places. */
  @Test
  void rapidResetRunsNoMoreHandlersThanAllowed() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    byte[] negotiation =
        HexFormat.of()
            .parseHex("132f6d756c746973747265616d2f312e302e300a" + "0c2f746573742f736c6f772f0a");
    try (Host host =
            Hosts.builder()
                .listen("/ip4/127.0.0.1/tcp/0")
                .limits(LimitsOf.streams(20, 100))
                .start();
        RawPeer peer = RawPeer.connect(host, YAMUX)) {
      host.setProtocolHandler(
          "/test/slow/",
          stream -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            running.decrementAndGet();
          });
      for (int i = 0; i < 2000; i++) {
        int id = 2 * i + 1;
        peer.send(RawPeer.yamux(DATA, SYN, id, negotiation.length));
        peer.send(negotiation);
        if (i == 0) {
          assertThat(Hosts.eventually(() -> running.get() == 1)).isTrue();
        } else if (i % 50 == 49) {
          peer.send(RawPeer.yamux(PING, SYN, 0, i));
          assertThat(readUntil(peer, String.format("000200020000000000%06x", i))).isTrue();
        }
        peer.send(RawPeer.yamux(WINDOW, RST, id, 0));
      }
      assertThat(most.get()).isBetween(1, 20);
      release.countDown();
      assertThat(Hosts.eventually(() -> running.get() == 0)).isTrue();
      assertThat(host.connections()).hasSize(1);
    }
  }

  /** A peer that asks and never reads is given up once its answers pile up. */
  @Test
  void pingFloodWithoutReadingIsGivenUp() throws Exception {
    try (Host host = host();
        RawPeer peer = RawPeer.connect(host, YAMUX)) {
      byte[] pings = new byte[12 * 1000];
      for (int i = 0; i < 1000; i++) {
        System.arraycopy(RawPeer.yamux(PING, SYN, 0, i), 0, pings, 12 * i, 12);
      }
      Thread flood =
          Thread.startVirtualThread(
              () -> {
                try {
                  while (true) {
                    peer.send(pings);
                  }
                } catch (IOException e) {
                  // given up
                }
              });
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
      flood.join();
    }
  }

  @Test
  void aPeerThatTakesNothingLosesTheConnection() throws Exception {
    CountDownLatch flooding = new CountDownLatch(1);
    try (Host host =
            Hosts.builder()
                .listen("/ip4/127.0.0.1/tcp/0")
                .limits(LimitsOf.write(Duration.ofSeconds(1)))
                .start();
        RawPeer peer = RawPeer.connect(host, YAMUX)) {
      host.setProtocolHandler(
          "/test/flood/",
          stream -> {
            flooding.countDown();
            byte[] block = new byte[64 * 1024];
            while (true) {
              stream.output().write(block);
            }
          });
      byte[] open =
          HexFormat.of()
              .parseHex(
                  "132f6d756c746973747265616d2f312e302e300a" + "0d2f746573742f666c6f6f642f0a");
      peer.send(RawPeer.yamux(DATA, SYN, 1, open.length));
      peer.send(open);
      peer.send(RawPeer.yamux(WINDOW, 0, 1, Integer.MAX_VALUE));
      flooding.await();
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
    }
  }

  @Test
  void overlongIdentifyAnswerIsNotSwallowed() throws Exception {
    try (Host host = host();
        Host liar = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").start()) {
      CountDownLatch connected = new CountDownLatch(1);
      host.addConnectionListener(
          new cafe.libp2p.ConnectionListener() {
            @Override
            public void connected(cafe.libp2p.Connection connection) {
              connected.countDown();
            }
          });
      liar.setProtocolHandler(
          cafe.libp2p.identify.Identify.PROTOCOL,
          stream -> stream.output().write(HexFormat.of().parseHex("ffff7f")));
      assertThat(Hosts.connect(host, liar).remoteProtocols()).isEmpty();
      connected.await();
      assertThat(host.connections()).hasSize(1);
    }
  }
}
