package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.HostLimits;
import cafe.libp2p.UnreachablePeerException;
import cafe.libp2p.host.Hosts;
import cafe.libp2p.identify.Ping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class HostileHandshakeTest {
  private static final byte[] HEADER = token("/multistream/1.0.0");

  private static byte[] token(String text) {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer token = ByteBuffer.allocate(bytes.length + 2);
    if (bytes.length > 127) {
      token.put((byte) (bytes.length & 0x7f | 0x80)).put((byte) (bytes.length >>> 7));
    } else {
      token.put((byte) bytes.length);
    }
    token.put(bytes);
    return Arrays.copyOf(token.array(), token.position());
  }

  private static Host host(Duration handshake) throws IOException {
    return Hosts.builder()
        .listen("/ip4/127.0.0.1/tcp/0")
        .limits(LimitsOf.handshake(handshake))
        .start();
  }

  /** True if the host closes the connection. */
  private static boolean isClosed(SocketChannel socket) {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(65_536);
      while (socket.read(buffer) >= 0) {
        buffer.clear();
      }
      return true;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void twoHundredHalfOpenHandshakesAreLetGo() throws Exception {
    List<SocketChannel> sockets = new ArrayList<>();
    try (Host host = host(Duration.ofSeconds(15));
        Host client = Hosts.builder().start()) {
      for (int i = 0; i < 200; i++) {
        SocketChannel socket = RawPeer.tcp(host);
        sockets.add(socket);
        int part = i % 4;
        if (part > 0) {
          socket.write(ByteBuffer.wrap(HEADER, 0, part == 1 ? 7 : HEADER.length));
        }
        if (part == 3) {
          socket.write(ByteBuffer.wrap(token("/noise")));
          socket.write(ByteBuffer.wrap(new byte[] {0, 32, 1, 2, 3}));
        }
      }
      Connection healthy = Hosts.connect(client, host);
      assertThat(Ping.ping(healthy, new Random(1), Hosts.TIMEOUT)).isPositive();
      for (SocketChannel socket : sockets) {
        assertThat(isClosed(socket)).isTrue();
      }
      assertThat(Ping.ping(healthy, new Random(1), Hosts.TIMEOUT)).isPositive();
      assertThat(host.connections()).hasSize(1);
    } finally {
      for (SocketChannel socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void tooManyHandshakesAreRefusedAndThePlacesComeBack() throws Exception {
    HostLimits limits = LimitsOf.halfOpen(10, 4, Duration.ofMinutes(5));
    try (Host host = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").limits(limits).start();
        Host client = Hosts.builder().start()) {
      List<SocketChannel> sockets = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        sockets.add(RawPeer.tcp(host));
      }
      for (SocketChannel refused : sockets.subList(4, 10)) {
        assertThat(isClosed(refused)).isTrue();
      }
      assertThatThrownBy(() -> Hosts.connect(client, host))
          .isInstanceOf(UnreachablePeerException.class);
      for (SocketChannel socket : sockets) {
        socket.close();
      }
      assertThat(Hosts.eventually(() -> connects(client, host))).isTrue();
    }
  }

  private static boolean connects(Host client, Host host) {
    try {
      Ping.ping(Hosts.connect(client, host), new Random(1), Hosts.TIMEOUT);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void tooManyConnectionsFromOneAddressAreRefused() throws Exception {
    HostLimits limits = LimitsOf.perAddress(2);
    try (Host host = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").limits(limits).start()) {
      try (RawPeer _ = RawPeer.connect(host, "/yamux/1.0.0");
          RawPeer _ = RawPeer.connect(host, "/yamux/1.0.0");
          SocketChannel third = RawPeer.tcp(host)) {
        assertThat(isClosed(third)).isTrue();
      }
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
      assertThat(Hosts.eventually(() -> accepts(host))).isTrue();
    }
  }

  /** A place comes back a moment after its connection has left the table. */
  private static boolean accepts(Host host) {
    try (RawPeer _ = RawPeer.connect(host, "/yamux/1.0.0")) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void endlessNegotiationEnds() throws Exception {
    try (Host host = host(Duration.ofSeconds(60));
        SocketChannel socket = RawPeer.tcp(host)) {
      socket.write(ByteBuffer.wrap(HEADER));
      Thread.startVirtualThread(
          () -> {
            try {
              while (true) {
                socket.write(ByteBuffer.wrap(token("/no/such/protocol")));
              }
            } catch (IOException e) {
              // the host has had enough
            }
          });
      assertThat(isClosed(socket)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffffffff0f", // a token of 4 GiB
        "ffffffffffffffffff01", // a length of 64 bits
        "00", // an empty token
        "0161", // a token without newline
        "474554202f20485454502f312e310d0a" // an HTTP request
      })
  void malformedNegotiationEnds(String hex) throws Exception {
    try (Host host = host(Duration.ofSeconds(60));
        SocketChannel socket = RawPeer.tcp(host)) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      socket.write(ByteBuffer.wrap(bytes));
      if (bytes[0] == 'G') {
        socket.write(ByteBuffer.wrap(new byte[200]));
      }
      assertThat(isClosed(socket)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/secio/1.0.0 7fffffff", // a proposal of 2 GiB
        "/secio/1.0.0 ffffffff", // a negative length
        "/secio/1.0.0 00000000", // an empty proposal
        "/secio/1.0.0 00000004ffffffff", // not protobuf
        "/noise ffff", // a handshake message of 64 KiB
        "/noise 0000", // an empty one
        "/noise 00200000000000000000000000000000000000000000000000000000000000000000", // order 1
        "/tls/1.0.0 16030100ff", // a record that does not come is waited for; see the next
        "/tls/1.0.0 474554202f20485454502f312e310d0a0d0a"
      })
  void malformedHandshakeEnds(String attack) throws Exception {
    try (Host host = host(Duration.ofSeconds(2));
        SocketChannel socket = RawPeer.tcp(host)) {
      socket.write(ByteBuffer.wrap(HEADER));
      socket.write(ByteBuffer.wrap(token(attack.split(" ")[0])));
      socket.write(ByteBuffer.wrap(HexFormat.of().parseHex(attack.split(" ")[1])));
      assertThat(isClosed(socket)).isTrue();
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
    }
  }
}
