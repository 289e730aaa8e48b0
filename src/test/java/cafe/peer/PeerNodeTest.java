package cafe.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Cid;
import cafe.ipld.Varint;
import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.MultiaddrProtocol;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamResetException;
import cafe.libp2p.UnreachablePeerException;
import cafe.libp2p.bitswap.BlockSource;
import cafe.libp2p.host.HostBuilder;
import cafe.libp2p.host.HostConfig;
import cafe.libp2p.host.Hosts;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.transport.TcpTransport;
import cafe.limits.FaultLog;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Frames;
import cafe.wire.pb.CafeChallenge;
import cafe.wire.pb.CafeNonce;
import cafe.wire.pb.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings below {@code cafe.swarm}, and the node's end. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class PeerNodeTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PeerId PEER = TestNode.CAFE.peerId();

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private PeerNode node;
  private CafeProtocol protocol;

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    node.onStop(new ShutdownEvent());
  }

  /** Starts a node with these settings besides the usual ones of tests. */
  private void start(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("cafe.swarm.address", "127.0.0.1:0");
    PeerConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(PeerConfig.class)
            .withConverters(new Converter<?>[] {new DurationConverter(), new MemorySizeConverter()})
            .withSources(new PropertiesConfigSource(all, "test", 100))
            .build()
            .getConfigMapping(PeerConfig.class);
    FaultLog log = new FaultLog(Clock.systemUTC(), new SimpleMeterRegistry());
    EnvelopeRouter router = new EnvelopeRouter(TestNode.CAFE, log, instances(List.of(route())));
    protocol = new CafeProtocol(router, config);
    node =
        new PeerNode(
            TestNode.CAFE,
            config,
            () -> Optional.of("https://cafe.example.org"),
            protocol,
            new NoBlocks(),
            Clock.systemUTC(),
            RANDOM);
    node.onStart(new StartupEvent());
  }

  @SuppressWarnings("unchecked") // the proxy is asked for nothing but its iterator
  private static Instance<StreamRoute> instances(List<StreamRoute> routes) {
    return (Instance<StreamRoute>)
        Proxy.newProxyInstance(
            PeerNodeTest.class.getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("iterator");
              return routes.iterator();
            });
  }

  /** Answers a challenge when the test allows it. */
  private StreamRoute route() {
    return () ->
        Map.of(
            Message.Type.CAFE_CHALLENGE,
            call -> {
              asked.countDown();
              try {
                mayAnswer.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              CafeNonce nonce = CafeNonce.newBuilder().setValue("nonce").build();
              return Reply.of(Message.Type.CAFE_NONCE, nonce);
            });
  }

  private static final class NoBlocks implements BlockSource {
    @Override
    public Map<Cid, Integer> sizes(Collection<Cid> cids) {
      return Map.of();
    }

    @Override
    public Optional<byte[]> read(Cid cid) {
      return Optional.empty();
    }
  }

  private Host host() {
    return node.host().orElseThrow();
  }

  private static Host client(String... security) throws IOException {
    return new HostBuilder(
            new Ed25519IdentityKey(TestNode.CLIENT.key().seed()), RANDOM, Clock.systemUTC())
        .security(security)
        .start();
  }

  private List<Multiaddr> at(MultiaddrProtocol kind) {
    return host().listenAddresses().stream().filter(address -> address.has(kind)).toList();
  }

  @Test
  void secioIsSpokenUnlessItIsSwitchedOff() throws IOException {
    start(Map.of());
    try (Host old = client(HostConfig.SECIO)) {
      assertThat(Hosts.connect(old, host()).description()).startsWith("/secio/1.0.0 ");
    }
    node.onStop(new ShutdownEvent());
    start(Map.of("cafe.swarm.secio", "false"));
    try (Host old = client(HostConfig.SECIO);
        Host today = client(HostConfig.SECIO, HostConfig.TLS)) {
      assertThatThrownBy(() -> Hosts.connect(old, host()))
          .isInstanceOf(UnreachablePeerException.class)
          .hasMessageContaining("supports none of [/secio/1.0.0]");
      assertThat(Hosts.connect(today, host()).description()).startsWith("/tls/1.0.0 ");
    }
  }

  @Test
  void whatIsBoundIsAnnouncedAndTheHttpPort() {
    start(Map.of());
    Multiaddr bound = host().listenAddresses().getFirst();
    assertThat(node.addresses())
        .containsExactly(
            bound.withPeerId(PEER).toString(), "/dns4/cafe.example.org/tcp/443/wss/p2p/" + PEER);
  }

  @Test
  void theHttpPortIsNoDoorIfItIsSwitchedOff() {
    start(Map.of("cafe.swarm.http-websocket", "false"));
    assertThat(node.addresses())
        .containsExactly(host().listenAddresses().getFirst().withPeerId(PEER).toString());
  }

  @Test
  void whatTheOperatorAnnouncesIsAllThatPeersAreTold() {
    String one = "/dns4/cafe.example.org/tcp/4001";
    String other = "/ip4/192.0.2.1/tcp/443/wss";
    start(Map.of("cafe.swarm.announce", one + "," + other));
    assertThat(node.addresses()).containsExactly(one + "/p2p/" + PEER, other + "/p2p/" + PEER);
    assertThat(host().announcedAddresses())
        .containsExactly(Multiaddr.parse(one), Multiaddr.parse(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "[::1]:0"})
  void webSocketHasAPortOfItsOwnIfOneIsNamed(String address) throws IOException {
    start(Map.of());
    assertThat(at(MultiaddrProtocol.WS)).isEmpty();
    node.onStop(new ShutdownEvent());
    start(Map.of("cafe.swarm.websocket-address", address));
    List<Multiaddr> webSocket = at(MultiaddrProtocol.WS);
    assertThat(webSocket).hasSize(1);
    try (Host peer = client(HostConfig.NOISE)) {
      Connection connection = peer.connect(PEER, webSocket, Hosts.TIMEOUT);
      assertThat(connection.remoteAddress()).isEqualTo(webSocket.getFirst());
    }
  }

  @Test
  void aCafeThatIsNoPeerListensNowhereAndSaysSo() {
    start(Map.of("cafe.swarm.enabled", "false"));
    assertThat(node.host()).isEmpty();
    assertThat(node.bitswap()).isEmpty();
    assertThat(node.pubsub()).isEmpty();
    assertThat(node.addresses()).isEmpty();
  }

  private static void ask(Stream stream) throws IOException {
    Message request =
        Envelopes.request(
            Message.Type.CAFE_CHALLENGE, CafeChallenge.newBuilder().setAddress("any").build());
    stream.output().write(Frames.frame(Envelopes.sign(request, TestNode.CLIENT).toByteArray()));
  }

  private static Message answer(Stream stream) throws IOException {
    byte[] frame = Objects.requireNonNull(Frames.read(stream.input(), Frames.MAX));
    return Envelopes.verify(frame, PEER);
  }

  /** Requests that have begun in different ways: within their length, silent, byte after byte. */
  @Test
  void aRequestThatIsNotFinishedIsLetGo() throws Exception {
    start(Map.of("cafe.swarm.request-stall", "1s"));
    byte[] longest = Varint.encode(Frames.MAX_REQUEST);
    mayAnswer.countDown();
    try (Host peer = client(HostConfig.NOISE)) {
      Connection connection = peer.connect(PEER, host().listenAddresses(), Hosts.TIMEOUT);
      Stream idle = connection.newStream(Hosts.TIMEOUT, CafeProtocol.NAME);
      ask(idle);
      assertThat(answer(idle).getType()).isEqualTo(Message.Type.CAFE_NONCE);
      Stream length = connection.newStream(Hosts.TIMEOUT, CafeProtocol.NAME);
      length.output().write(longest[0]);
      Stream silent = connection.newStream(Hosts.TIMEOUT, CafeProtocol.NAME);
      silent.output().write(longest);
      Stream drips = connection.newStream(Hosts.TIMEOUT, CafeProtocol.NAME);
      drips.output().write(longest);
      assertThat(Hosts.eventually(() -> !drip(drips))).isTrue();
      for (Stream stream : List.of(length, silent)) {
        assertThatThrownBy(() -> stream.input().read()).isInstanceOf(StreamResetException.class);
      }
      assertThat(Hosts.eventually(() -> protocol.reading().leases() == 1)).isTrue();
      assertThat(protocol.reading().used()).isZero();
      ask(idle);
      assertThat(answer(idle).getType()).isEqualTo(Message.Type.CAFE_NONCE);
    }
  }

  /** False if the other side has had enough of it. */
  private static boolean drip(Stream stream) {
    try {
      stream.output().write(0);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Eight requests of which the last byte is missing, and a small one from elsewhere. */
  @Test
  void oneAddressDoesNotHoldAllTheMemoryForRequests() throws Exception {
    start(Map.of("cafe.swarm.request-memory", "8M"));
    mayAnswer.countDown();
    int size = 2 << 20;
    try (Host greedy = Hosts.builder().start();
        Host modest = client(HostConfig.NOISE);
        ServerSocketChannel door = TcpTransport.listen(new InetSocketAddress("127.0.0.1", 0))) {
      Connection connection = Hosts.connect(greedy, host());
      for (int i = 0; i < 8; i++) {
        Stream stream = connection.newStream(Hosts.TIMEOUT, CafeProtocol.NAME);
        stream.output().write(Varint.encode(size));
        Thread.startVirtualThread(() -> write(stream, new byte[size - 1]));
      }
      assertThat(Hosts.eventually(() -> protocol.reading().used() > size)).isTrue();
      Thread.startVirtualThread(() -> handOver(door));
      Multiaddr address = Multiaddr.ofTcp((InetSocketAddress) door.getLocalAddress());
      Stream stream =
          modest
              .connect(PEER, List.of(address), Hosts.TIMEOUT)
              .newStream(Hosts.TIMEOUT, CafeProtocol.NAME);
      ask(stream);
      assertThat(answer(stream).getType()).isEqualTo(Message.Type.CAFE_NONCE);
      assertThat(protocol.reading().used()).isLessThan((1 << 20) + size + 65_536);
    }
  }

  private static void write(Stream stream, byte[] bytes) {
    try {
      stream.output().write(bytes);
    } catch (IOException e) {
      stream.reset();
    }
  }

  /** Lets in one connection as if from another address. */
  private void handOver(ServerSocketChannel door) {
    try {
      host().accept(door.accept(), Multiaddr.parse("/ip4/192.0.2.1/tcp/1"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What was asked before is answered, what is asked after is not, and then all is over. */
  @Test
  void requestsInProgressAreAnsweredBeforeTheNodeStops() throws Exception {
    start(Map.of());
    List<Multiaddr> bound = host().listenAddresses();
    try (Host peer = client(HostConfig.NOISE)) {
      Connection connection = peer.connect(PEER, bound, Hosts.TIMEOUT);
      Stream stream = connection.newStream(Hosts.TIMEOUT, CafeProtocol.NAME);
      Stream idle = connection.newStream(Hosts.TIMEOUT, CafeProtocol.NAME);
      ask(stream);
      asked.await();
      Thread stopping = Thread.startVirtualThread(() -> node.onStop(new ShutdownEvent()));
      assertThat(Hosts.eventually(() -> node.host().isEmpty())).isTrue();
      assertThat(node.addresses()).as("announced while it stops").isEmpty();
      mayAnswer.countDown();
      assertThat(answer(stream).getType()).isEqualTo(Message.Type.CAFE_NONCE);
      assertThatThrownBy(
              () -> {
                ask(idle);
                answer(idle);
              })
          .isInstanceOfAny(IOException.class, NullPointerException.class);
      stopping.join();
      assertThat(Hosts.eventually(() -> peer.connections().isEmpty())).isTrue();
      assertThatThrownBy(() -> peer.connect(PEER, bound, Hosts.TIMEOUT))
          .isInstanceOf(UnreachablePeerException.class);
    }
  }
}
