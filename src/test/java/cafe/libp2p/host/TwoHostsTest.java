package cafe.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.Connection;
import cafe.libp2p.ConnectionListener;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamResetException;
import cafe.libp2p.UnreachablePeerException;
import cafe.libp2p.UnsupportedProtocolException;
import cafe.libp2p.identify.Identify;
import cafe.libp2p.identify.Ping;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class TwoHostsTest {
  private static final String STACKS = "cafe.libp2p.host.Hosts#stacks";

  @ParameterizedTest
  @MethodSource(STACKS)
  void pingAndIdentify(String security, String muxer) throws Exception {
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      Connection connection = Hosts.connect(client, server);
      assertThat(connection.description()).isEqualTo(security + " " + muxer);
      assertThat(connection.remotePeer()).isEqualTo(server.peerId());
      assertThat(connection.initiator()).isTrue();
      assertThat(Ping.ping(connection, new Random(1), Hosts.TIMEOUT)).isPositive();
      assertThat(Hosts.eventually(() -> !connection.remoteProtocols().isEmpty())).isTrue();
      assertThat(connection.remoteProtocols())
          .contains(Hosts.ECHO, Ping.PROTOCOL, Identify.PROTOCOL);
      List<Multiaddr> listened = server.listenAddresses();
      assertThat(
              Hosts.eventually(
                  () -> client.peerstore().addresses(server.peerId()).containsAll(listened)))
          .isTrue();
      assertThat(Hosts.eventually(() -> server.connection(client.peerId()).isPresent())).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void echoesLargeAndSmall(String security, String muxer) throws Exception {
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      Connection connection = Hosts.connect(client, server);
      for (int size : new int[] {0, 1, 1000, 65_519, 65_520, 262_144, 3_000_001}) {
        checkEcho(connection, size, size);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void manyStreamsAtOnce(String security, String muxer) throws Exception {
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Connection connection = Hosts.connect(client, server);
      checkEchoes(connection, threads);
      assertThat(Hosts.eventually(() -> !connection.remoteProtocols().isEmpty())).isTrue();
      checkEchoes(connection, threads); // now each stream is negotiated lazily
    }
  }

  private static void checkEchoes(Connection connection, ExecutorService threads) throws Exception {
    List<Future<Void>> results = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int seed = i;
      Callable<Void> task =
          () -> {
            checkEcho(connection, seed % 3 == 0 ? 200_000 : 300, seed);
            return null;
          };
      results.add(threads.submit(task));
    }
    for (Future<Void> result : results) {
      result.get();
    }
  }

  private static void checkEcho(Connection connection, int size, int seed) throws Exception {
    byte[] sent = new byte[size];
    new Random(seed).nextBytes(sent);
    try (Stream stream = connection.newStream(Hosts.TIMEOUT, Hosts.ECHO)) {
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  stream.output().write(sent);
                  stream.closeWrite();
                } catch (IOException e) {
                  stream.reset();
                }
              });
      assertThat(stream.input().readNBytes(size)).isEqualTo(sent);
      assertThat(stream.input().read()).isEqualTo(-1);
      writer.join();
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void unknownProtocolIsRefusedAndTheNextOneChosen(String security, String muxer) throws Exception {
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      Connection connection = Hosts.connect(client, server);
      assertThatThrownBy(() -> connection.newStream(Hosts.TIMEOUT, "/nobody/1.0.0"))
          .isInstanceOf(UnsupportedProtocolException.class);
      try (Stream stream = connection.newStream(Hosts.TIMEOUT, "/nobody/1.0.0", Hosts.ECHO)) {
        assertThat(stream.protocol()).isEqualTo(Hosts.ECHO);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void resetReachesThePeer(String security, String muxer) throws Exception {
    BlockingQueue<Class<?>> seen = new LinkedBlockingQueue<>();
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      server.setProtocolHandler(
          "/test/wait/1.0.0",
          stream -> {
            try {
              stream.output().write(1);
              stream.input().readAllBytes();
              seen.add(Stream.class);
            } catch (IOException e) {
              seen.add(e.getClass());
            }
          });
      Connection connection = Hosts.connect(client, server);
      Stream stream = connection.newStream(Hosts.TIMEOUT, "/test/wait/1.0.0");
      assertThat(stream.input().read()).isEqualTo(1);
      stream.reset();
      assertThat(seen.take()).isEqualTo(StreamResetException.class);
      assertThatThrownBy(() -> stream.output().write(1)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
      assertThat(connection.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void failingHandlerResetsItsStreamOnly(String security, String muxer) throws Exception {
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      server.setProtocolHandler(
          "/test/fail/1.0.0",
          stream -> {
            throw new IOException("on purpose");
          });
      Connection connection = Hosts.connect(client, server);
      assertThatThrownBy(
              () -> connection.newStream(Hosts.TIMEOUT, "/test/fail/1.0.0").input().read())
          .isInstanceOf(StreamResetException.class);
      checkEcho(connection, 10, 1);
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void readTimesOutAndMayGoOn(String security, String muxer) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      server.setProtocolHandler(
          "/test/late/1.0.0",
          stream -> {
            stream.output().write(6);
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            stream.output().write(7);
          });
      try (Stream stream =
          Hosts.connect(client, server).newStream(Hosts.TIMEOUT, "/test/late/1.0.0")) {
        assertThat(stream.input().read()).isEqualTo(6); // so the negotiation is behind us
        stream.readTimeout(Duration.ofMillis(30));
        assertThatThrownBy(() -> stream.input().read()).isInstanceOf(SocketTimeoutException.class);
        release.countDown();
        stream.readTimeout(Hosts.TIMEOUT);
        assertThat(stream.input().read()).isEqualTo(7);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void interruptEndsOnlyTheCall(String security, String muxer) throws Exception {
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      Connection connection = Hosts.connect(client, server);
      BlockingQueue<Exception> seen = new LinkedBlockingQueue<>();
      Stream stream = connection.newStream(Hosts.TIMEOUT, Hosts.ECHO);
      Thread reader =
          Thread.startVirtualThread(
              () -> {
                try {
                  stream.input().read();
                } catch (IOException e) {
                  seen.add(e);
                }
              });
      reader.interrupt();
      assertThat(seen.take()).isInstanceOf(InterruptedIOException.class);
      checkEcho(connection, 1000, 2);
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void listenersHearOfBothEnds(String security, String muxer) throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      server.addConnectionListener(
          new ConnectionListener() {
            @Override
            public void connected(Connection connection) {
              events.add("connected " + connection.remoteProtocols().contains(Ping.PROTOCOL));
            }

            @Override
            public void disconnected(Connection connection) {
              events.add("disconnected " + connection.remotePeer());
            }
          });
      Connection connection = Hosts.connect(client, server);
      assertThat(events.take()).isEqualTo("connected true");
      connection.close();
      assertThat(events.take()).isEqualTo("disconnected " + client.peerId());
      assertThat(Hosts.eventually(() -> server.connections().isEmpty())).isTrue();
      assertThat(Hosts.eventually(() -> client.connections().isEmpty())).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void lazyNegotiationReportsARefusalAtTheFirstRead(String security, String muxer)
      throws Exception {
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      HostConnection connection = (HostConnection) Hosts.connect(client, server);
      assertThat(Hosts.eventually(() -> !connection.remoteProtocols().isEmpty())).isTrue();
      connection.remoteProtocols(Set.of("/gone/1.0.0"));
      Stream stream = connection.newStream(Hosts.TIMEOUT, "/gone/1.0.0");
      stream.output().write(1);
      assertThatThrownBy(() -> stream.input().read())
          .isInstanceOf(UnsupportedProtocolException.class);
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void closedWritingHalfStillReads(String security, String muxer) throws Exception {
    try (Host server = Hosts.listening(security, muxer);
        Host client = Hosts.dialing(security, muxer)) {
      server.setProtocolHandler(
          "/test/count/1.0.0",
          stream -> stream.output().write(stream.input().readAllBytes().length));
      Connection connection = Hosts.connect(client, server);
      try (Stream stream = connection.newStream(Hosts.TIMEOUT, "/test/count/1.0.0")) {
        stream.output().write(new byte[42]);
        stream.closeWrite();
        assertThat(stream.input().read()).isEqualTo(42);
        assertThat(stream.input().read()).isEqualTo(-1);
        assertThatThrownBy(() -> stream.output().write(1)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void anotherPeerAtTheAddressIsNotAccepted() throws Exception {
    for (String security : List.of(HostConfig.NOISE, HostConfig.TLS, HostConfig.SECIO)) {
      try (Host server = Hosts.listening(security, HostConfig.YAMUX);
          Host other = Hosts.dialing(security, HostConfig.YAMUX);
          Host client = Hosts.dialing(security, HostConfig.YAMUX)) {
        assertThatThrownBy(
                () -> client.connect(other.peerId(), server.listenAddresses(), Hosts.TIMEOUT))
            .isInstanceOf(UnreachablePeerException.class);
      }
    }
  }

  @Test
  void nothingInCommonFails() throws Exception {
    try (Host server = Hosts.listening(HostConfig.NOISE, HostConfig.YAMUX);
        Host client = Hosts.dialing(HostConfig.SECIO, HostConfig.YAMUX)) {
      assertThatThrownBy(() -> Hosts.connect(client, server))
          .isInstanceOf(UnreachablePeerException.class)
          .hasMessageContaining("supports none");
    }
  }

  @Test
  void theSecondChoiceIsTakenIfTheFirstIsRefused() throws Exception {
    try (Host server = Hosts.listening(HostConfig.SECIO, HostConfig.MPLEX);
        Host client = Hosts.builder().start()) {
      Connection connection = Hosts.connect(client, server);
      assertThat(connection.description()).isEqualTo("/secio/1.0.0 /mplex/6.7.0");
    }
  }

  @Test
  void dialsOverIp6() throws Exception {
    try (Host server = Hosts.builder().listen("/ip6/::1/tcp/0").start();
        Host client = Hosts.builder().start()) {
      Connection connection = Hosts.connect(client, server);
      assertThat(Ping.ping(connection, new Random(1), Hosts.TIMEOUT)).isPositive();
      assertThat(connection.remoteAddress().toString()).startsWith("/ip6/::1/tcp/");
    }
  }

  @ParameterizedTest
  @MethodSource(STACKS)
  void speaksOverWebSocket(String security, String muxer) throws Exception {
    try (Host server =
            Hosts.builder()
                .security(security)
                .muxers(muxer)
                .listen("/ip4/127.0.0.1/tcp/0/ws")
                .start();
        Host client = Hosts.dialing(security, muxer)) {
      server.setProtocolHandler(Hosts.ECHO, Hosts::echo);
      Connection connection = Hosts.connect(client, server);
      assertThat(connection.remoteAddress().toString()).endsWith("/ws");
      checkEcho(connection, 500_000, 1);
      assertThat(Hosts.eventually(() -> server.connections().size() == 1)).isTrue();
      assertThat(server.connections().getFirst().remoteAddress().toString()).endsWith("/ws");
    }
  }

  @Test
  void oneDialServesAllWhoWait() throws Exception {
    try (Host server = Hosts.listening(HostConfig.NOISE, HostConfig.YAMUX);
        Host client = Hosts.dialing(HostConfig.NOISE, HostConfig.YAMUX);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Connection>> dials = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        dials.add(threads.submit(() -> Hosts.connect(client, server)));
      }
      for (Future<Connection> dial : dials) {
        assertThat(dial.get()).isSameAs(dials.getFirst().get());
      }
    }
  }
}
