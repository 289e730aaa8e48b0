package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.HostLimits;
import cafe.libp2p.Stream;
import cafe.libp2p.host.Hosts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that hold places: while nothing is agreed on, and of one address. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class StreamLimitsTest {
  private static Host host(HostLimits limits) throws IOException {
    Host host = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").limits(limits).start();
    host.setProtocolHandler(Hosts.ECHO, Hosts::echo);
    return host;
  }

  private static boolean isServed(Connection connection) {
    try (Stream stream = connection.newStream(Hosts.TIMEOUT, Hosts.ECHO)) {
      stream.output().write(7);
      return stream.input().read() == 7;
    } catch (IOException e) {
      return false;
    }
  }

  /** There is one place for a stream; whoever agrees on nothing must give it up. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // says nothing
        "132f6d756c74697374", // half a header
        "132f6d756c746973747265616d2f312e302e300a", // no proposal
        "132f6d756c746973747265616d2f312e302e300a032f610a" // one that is refused, and no other
      })
  void aStreamThatAgreesOnNothingIsLetGo(String hex) throws Exception {
    try (Host host = host(LimitsOf.negotiation(Duration.ofMillis(500)));
        RawPeer peer = RawPeer.connect(host, "/yamux/1.0.0")) {
      byte[] said = java.util.HexFormat.of().parseHex(hex);
      peer.send(RawPeer.yamux(0, 1, 1, said.length));
      if (said.length > 0) {
        peer.send(said);
      }
      int id = 3;
      do { // the place comes back some time after the deadline
        peer.send(RawPeer.yamux(0, 1, id, 20));
        peer.send(java.util.HexFormat.of().parseHex("132f6d756c746973747265616d2f312e302e300a"));
        id += 2;
      } while (!peer.readsHeaderOn(id - 2));
      assertThat(host.connections()).hasSize(1);
    }
  }

  @Test
  void oneAddressHasSoManyStreamsAndNoMore() throws Exception {
    try (Host host = host(LimitsOf.streamsPerAddress(10));
        Host ann = Hosts.builder().start();
        Host bob = Hosts.builder().start()) {
      Connection first = Hosts.connect(ann, host);
      Connection second = Hosts.connect(bob, host);
      List<Stream> held = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Connection turn = i % 2 == 0 ? first : second;
        assertThat(Hosts.eventually(() -> hold(turn, held))).isTrue();
      }
      assertThat(isServed(first)).isFalse();
      assertThat(isServed(second)).isFalse();
      held.removeFirst().close();
      assertThat(Hosts.eventually(() -> isServed(second))).isTrue();
      assertThat(host.connections()).hasSize(2);
    }
  }

  /** Identify's streams hold places, too, for a moment. */
  private static boolean hold(Connection connection, List<Stream> held) {
    try {
      Stream stream = connection.newStream(Hosts.TIMEOUT, Hosts.ECHO);
      stream.output().write(7);
      if (stream.input().read() != 7) {
        return false;
      }
      held.add(stream);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
