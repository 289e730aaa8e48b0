package cafe.libp2p.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Host;
import cafe.libp2p.host.HostBuilder;
import cafe.libp2p.keys.Ed25519IdentityKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Pubsub between real hosts over loopback. */
@Execution(ExecutionMode.CONCURRENT)
class RealHostsTest {
  private static final String TOPIC = "/textile/cafe/1.0.0";

  private final SecureRandom random = new SecureRandom();
  private final List<AutoCloseable> running = new ArrayList<>();

  private record Node(Host host, Pubsub pubsub, List<String> heard) {}

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : running.reversed()) {
      one.close();
    }
  }

  @Test
  void threeHostsInALineFormAMeshAndHearEachOther() throws IOException {
    Node ann = node();
    Node bob = node();
    Node cam = node();
    connect(ann, bob);
    connect(cam, bob);
    for (Node node : List.of(ann, bob, cam)) {
      node.pubsub().subscribe(TOPIC, (author, from, data) -> node.heard().add(new String(data)));
    }
    await(() -> bob.pubsub().mesh(TOPIC).size() == 2);
    await(() -> ann.pubsub().mesh(TOPIC).size() + cam.pubsub().mesh(TOPIC).size() == 2);
    for (int i = 0; i < 100; i++) {
      ann.pubsub().publish(TOPIC, ("ann " + i).getBytes());
      cam.pubsub().publish(TOPIC, ("cam " + i).getBytes());
    }
    await(() -> bob.heard().size() == 200);
    await(() -> ann.heard().size() == 100 && cam.heard().size() == 100);
    assertThat(ann.heard()).allMatch(text -> text.startsWith("cam")).doesNotHaveDuplicates();
  }

  @Test
  void aClosedHostIsForgotten() throws Exception {
    Node ann = node();
    Node bob = node();
    bob.pubsub().subscribe(TOPIC, (author, from, data) -> bob.heard().add(new String(data)));
    connect(ann, bob);
    await(() -> ann.pubsub().peers(TOPIC).equals(List.of(bob.host().peerId())));
    bob.host().close();
    await(() -> ann.pubsub().peers(TOPIC).isEmpty());
  }

  private void connect(Node from, Node to) throws IOException {
    from.host().connect(to.host().peerId(), to.host().listenAddresses(), Duration.ofSeconds(30));
  }

  private Node node() throws IOException {
    Ed25519IdentityKey key = Ed25519IdentityKey.generate(random);
    Host host =
        new HostBuilder(key, random, Clock.systemUTC()).listen("/ip4/127.0.0.1/tcp/0").start();
    running.add(host);
    Pubsub pubsub =
        new Pubsub(host, key, PubsubConfig.defaults(), Clock.systemUTC(), new Random(1));
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
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
