package cafe.libp2p.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamResetException;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.protobuf.ProtobufWriter;
import cafe.libp2p.pubsub.rpc.Message;
import cafe.libp2p.pubsub.rpc.Part;
import cafe.libp2p.pubsub.rpc.RpcWriter;
import cafe.testkit.MemoryNetwork;
import cafe.testkit.MemoryNetwork.MemoryHost;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class PubsubTest {
  private static final String TOPIC = "/textile/cafe/1.0.0";

  private final MemoryNetwork network = new MemoryNetwork();
  private final List<Pubsub> running = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  private record Heard(PeerId author, PeerId from, String data) {}

  private record Node(MemoryHost host, Pubsub pubsub, List<Heard> heard) {
    PeerId id() {
      return host.peerId();
    }

    Subscription listen() {
      return pubsub.subscribe(
          TOPIC, (author, from, data) -> heard.add(new Heard(author, from, new String(data))));
    }

    List<String> texts() {
      return heard.stream().map(Heard::data).toList();
    }
  }

  @AfterEach
  void close() {
    end.countDown();
    running.forEach(Pubsub::close);
  }

  @ParameterizedTest
  @EnumSource(PubsubProtocol.class)
  void deliversOnceOverSeveralPeers(PubsubProtocol protocol) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Node node = node(PubsubConfig.defaults());
      for (PubsubProtocol other : PubsubProtocol.values()) {
        if (other.ordinal() < protocol.ordinal()) {
          node.host().removeProtocolHandler(other.id());
        }
      }
      nodes.forEach(other -> network.connect(other.host(), node.host()));
      nodes.add(node);
    }
    nodes.forEach(Node::listen);
    nodes.forEach(node -> await(() -> node.pubsub().peers(TOPIC).size() == 4));
    Node author = nodes.getFirst();
    author.pubsub().publish(TOPIC, "one".getBytes());
    author.pubsub().publish(TOPIC, "two".getBytes());
    for (Node node : nodes.subList(1, 5)) {
      await(() -> node.heard().size() == 2);
      assertThat(node.texts()).containsExactlyInAnyOrder("one", "two");
      assertThat(node.heard()).allMatch(heard -> heard.author().equals(author.id()));
    }
    assertThat(author.heard()).isEmpty();
    if (protocol.hasMesh()) {
      nodes.forEach(node -> await(() -> node.pubsub().mesh(TOPIC).size() == 4));
    }
  }

  @Test
  void travelsAlongALineAndBetweenVersions() {
    Node old = node(PubsubConfig.defaults());
    Node middle = node(PubsubConfig.defaults());
    Node fresh = node(PubsubConfig.defaults());
    old.host().removeProtocolHandler(PubsubProtocol.GOSSIPSUB_1_1.id());
    old.host().removeProtocolHandler(PubsubProtocol.GOSSIPSUB_1_0.id());
    network.connect(old.host(), middle.host());
    network.connect(middle.host(), fresh.host());
    old.listen();
    middle.listen();
    fresh.listen();
    await(() -> middle.pubsub().peers(TOPIC).size() == 2);
    await(() -> old.pubsub().peers(TOPIC).size() + fresh.pubsub().peers(TOPIC).size() == 2);
    await(() -> fresh.pubsub().mesh(TOPIC).size() == 1);
    old.pubsub().publish(TOPIC, "from old".getBytes());
    fresh.pubsub().publish(TOPIC, "from fresh".getBytes());
    await(() -> old.texts().contains("from fresh") && fresh.texts().contains("from old"));
    assertThat(fresh.heard().getFirst()).isEqualTo(new Heard(old.id(), middle.id(), "from old"));
  }

  @Test
  void reachesAPeerWhoseTopicWeDoNotShare() {
    Node cafe = node(PubsubConfig.defaults());
    Node client = node(PubsubConfig.defaults());
    network.connect(client.host(), cafe.host());
    client.listen();
    await(() -> cafe.pubsub().peers(TOPIC).contains(client.id()));
    cafe.pubsub().publish(TOPIC, "mail".getBytes());
    await(() -> client.texts().equals(List.of("mail")));
  }

  @Test
  void aClosedSubscriptionHearsNothing() {
    Node ann = node(PubsubConfig.defaults());
    Node bob = node(PubsubConfig.defaults());
    network.connect(ann.host(), bob.host());
    Subscription subscription = bob.listen();
    await(() -> ann.pubsub().peers(TOPIC).size() == 1);
    subscription.close();
    await(() -> ann.pubsub().peers(TOPIC).isEmpty());
    ann.pubsub().publish(TOPIC, "late".getBytes());
    assertThat(bob.heard()).isEmpty();
  }

  @Test
  void aPeerThatComesBackIsToldAgain() {
    Node ann = node(PubsubConfig.defaults());
    Node bob = node(PubsubConfig.defaults());
    bob.listen();
    network.connect(ann.host(), bob.host()).close();
    await(() -> ann.pubsub().peers(TOPIC).isEmpty());
    network.connect(ann.host(), bob.host());
    await(() -> ann.pubsub().peers(TOPIC).size() == 1);
    ann.pubsub().publish(TOPIC, "again".getBytes());
    await(() -> bob.texts().equals(List.of("again")));
  }

  /** What is left of an old connection must not end what runs over the new one. */
  @Test
  void aPeerThatComesAndGoesIsAlwaysToldAgain() {
    Node ann = node(PubsubConfig.defaults());
    Node bob = node(PubsubConfig.defaults());
    bob.listen();
    for (int i = 0; i < 300; i++) {
      Connection connection = network.connect(ann.host(), bob.host());
      await(() -> ann.pubsub().peers(TOPIC).size() == 1);
      connection.close();
    }
  }

  @Test
  void aPeerThatHasAnotherConnectionIsToldAgainThere() {
    Node ann = node(PubsubConfig.defaults());
    Node bob = node(PubsubConfig.defaults());
    bob.listen();
    Connection first = network.connect(ann.host(), bob.host());
    await(() -> ann.pubsub().peers(TOPIC).size() == 1);
    network.connect(ann.host(), bob.host());
    first.close();
    ann.pubsub().publish(TOPIC, "over the second".getBytes());
    await(() -> bob.texts().equals(List.of("over the second")));
    ann.listen();
    await(() -> bob.pubsub().peers(TOPIC).size() == 1);
  }

  @Test
  void acceptsUnsignedMessagesOnlyIfToldSo() throws IOException {
    PubsubConfig lax =
        new PubsubConfig(SignaturePolicy.ACCEPT_UNSIGNED, true, PubsubLimits.defaults());
    Node strict = node(PubsubConfig.defaults());
    Node tolerant = node(lax);
    MemoryHost stranger = network.host();
    byte[] signed = Message.sign(stranger.key(), 1, TOPIC, "signed".getBytes()).encoded();
    byte[] forged = signed.clone();
    forged[forged.length - 1] ^= 1;
    byte[] unsigned =
        new ProtobufWriter()
            .bytes(1, stranger.peerId().bytes())
            .bytes(2, "unsigned".getBytes())
            .bytes(3, new byte[] {2})
            .string(4, TOPIC)
            .toByteArray();
    for (Node node : List.of(strict, tolerant)) {
      node.listen();
      network.connect(stranger, node.host());
      Stream stream = stranger.newStream(node.id(), Duration.ofSeconds(60), "/meshsub/1.0.0");
      for (byte[] message : List.of(forged, unsigned, signed)) {
        new ProtobufWriter().bytes(2, message).writeTo(stream.output(), () -> {});
      }
      await(() -> node.texts().contains("signed"));
    }
    assertThat(strict.texts()).containsExactly("signed");
    assertThat(strict.pubsub().statistics().rejected()).isEqualTo(2);
    assertThat(tolerant.texts()).containsExactly("unsigned", "signed");
    assertThat(tolerant.pubsub().statistics().rejected()).isEqualTo(1);
  }

  @Test
  void dropsAFloodOfDuplicates() throws IOException {
    Node node = node(PubsubConfig.defaults());
    node.listen();
    MemoryHost stranger = network.host();
    network.connect(stranger, node.host());
    Stream stream = stranger.newStream(node.id(), Duration.ofSeconds(60), "/meshsub/1.1.0");
    Part message = new Part.Publish(Message.sign(stranger.key(), 1, TOPIC, "again".getBytes()));
    RpcWriter many = new RpcWriter();
    for (int i = 0; i < 900; i++) {
      many.add(message);
    }
    many.writeTo(stream.output(), MemoryBudget.FREE);
    await(() -> node.pubsub().statistics().duplicates() == 899);
    await(() -> !node.texts().isEmpty());
    assertThat(node.texts()).containsExactly("again");
  }

  @Test
  void readsAFloodOfMessagesSlowly() throws IOException {
    PubsubLimits few =
        new PubsubLimits(256, 10, 1 << 20, 1 << 22, 1000, 1 << 20, 256, Duration.ofSeconds(30));
    Node node = node(new PubsubConfig(SignaturePolicy.STRICT, true, few));
    node.listen();
    MemoryHost stranger = network.host();
    network.connect(stranger, node.host());
    Stream stream = stranger.newStream(node.id(), Duration.ofSeconds(60), "/meshsub/1.1.0");
    RpcWriter many = new RpcWriter();
    for (int i = 0; i < 25; i++) {
      many.add(new Part.Publish(Message.sign(stranger.key(), i, TOPIC, new byte[1])));
    }
    many.writeTo(stream.output(), MemoryBudget.FREE);
    await(() -> node.heard().size() == 10);
    await(() -> node.heard().size() == 20);
    await(() -> node.heard().size() == 25);
  }

  /** A stream may be silent for days, but not inside an RPC. */
  @Test
  void anRpcThatStopsOrDripsIsGivenUp() throws IOException {
    PubsubLimits impatient =
        new PubsubLimits(256, 1000, 1 << 20, 1 << 22, 1000, 1 << 20, 256, Duration.ofSeconds(1));
    Node node = node(new PubsubConfig(SignaturePolicy.STRICT, true, impatient));
    MemoryHost one = network.host();
    MemoryHost other = network.host();
    for (MemoryHost host : List.of(one, other)) {
      host.setProtocolHandler("/meshsub/1.1.0", this::listenToNothing);
      network.connect(host, node.host());
    }
    Stream half = one.newStream(node.id(), Duration.ofSeconds(60), "/meshsub/1.1.0");
    half.output().write(0x80); // half of a length
    Stream drips = other.newStream(node.id(), Duration.ofSeconds(60), "/meshsub/1.1.0");
    drips.output().write(new byte[] {-64, -74, 24, 0x12, (byte) 0x80, (byte) 0xb5, 24});
    await(() -> !drip(drips));
    half.readTimeout(Duration.ofSeconds(60));
    assertThatThrownBy(() -> half.input().read()).isInstanceOf(StreamResetException.class);
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

  @Test
  void aPeerThatDoesNotReadCostsItsQueue() {
    Node node = floodBesideADeafPeer(Duration.ofMinutes(5));
    assertThat(node.pubsub().statistics().dropped()).isPositive();
  }

  @Test
  void aPeerThatDoesNotReadIsLetGo() {
    Node node = floodBesideADeafPeer(Duration.ofMillis(500));
    await(() -> node.pubsub().peers(TOPIC).size() == 1);
  }

  private void listenToNothing(Stream stream) throws IOException {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Two megabytes for a healthy peer, which hears all, and for one that does not read. */
  private Node floodBesideADeafPeer(Duration stall) {
    PubsubLimits small = new PubsubLimits(256, 1000, 600_000, 1 << 22, 1000, 1 << 20, 256, stall);
    Node node = node(new PubsubConfig(SignaturePolicy.STRICT, true, small));
    Node healthy = node(PubsubConfig.defaults());
    MemoryHost deaf = network.host();
    deaf.setProtocolHandler("/floodsub/1.0.0", this::listenToNothing);
    network.connect(deaf, node.host());
    network.connect(healthy.host(), node.host());
    healthy.listen();
    speak(deaf, node, new Part.Subscription(TOPIC, true));
    await(() -> node.pubsub().peers(TOPIC).size() == 2);
    for (int i = 0; i < 20; i++) {
      int sent = i + 1;
      node.pubsub().publish(TOPIC, new byte[100_000]);
      await(() -> healthy.heard().size() == sent);
    }
    assertThat(node.pubsub().peers(TOPIC)).contains(healthy.id());
    return node;
  }

  @Test
  void aSecondStreamReplacesTheFirst() throws IOException {
    Node node = node(PubsubConfig.defaults());
    MemoryHost stranger = network.host();
    network.connect(stranger, node.host());
    Stream first = stranger.newStream(node.id(), Duration.ofSeconds(60), "/meshsub/1.1.0");
    speak(first, new Part.Subscription("first", true));
    await(() -> node.pubsub().peers("first").size() == 1);
    Stream second = stranger.newStream(node.id(), Duration.ofSeconds(60), "/meshsub/1.1.0");
    speak(second, new Part.Subscription("second", true));
    await(() -> node.pubsub().peers("second").size() == 1);
    first.readTimeout(Duration.ofSeconds(60));
    assertThatThrownBy(() -> first.input().read()).isInstanceOf(StreamResetException.class);
  }

  @Test
  void refusesWhatCannotBeSaid() {
    Pubsub pubsub = node(PubsubConfig.defaults()).pubsub();
    assertThatThrownBy(() -> pubsub.publish(TOPIC, new byte[Pubsub.MAX_DATA + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pubsub.subscribe("x".repeat(600), (author, from, data) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deliversTheLargestMessage() {
    Node ann = node(PubsubConfig.defaults());
    Node bob = node(PubsubConfig.defaults());
    network.connect(ann.host(), bob.host());
    bob.listen();
    await(() -> ann.pubsub().peers(TOPIC).size() == 1);
    ann.pubsub().publish(TOPIC, new byte[Pubsub.MAX_DATA]);
    await(() -> bob.heard().size() == 1);
  }

  private void speak(MemoryHost from, Node to, Part part) {
    try {
      speak(from.newStream(to.id(), Duration.ofSeconds(60), "/floodsub/1.0.0"), part);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void speak(Stream stream, Part part) throws IOException {
    new RpcWriter().add(part).writeTo(stream.output(), MemoryBudget.FREE);
  }

  private Node node(PubsubConfig config) {
    MemoryHost host = network.host();
    Pubsub pubsub = new Pubsub(host, host.key(), config, Clock.systemUTC(), new Random(7));
    running.add(pubsub);
    return new Node(host, pubsub, new CopyOnWriteArrayList<>());
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen");
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
