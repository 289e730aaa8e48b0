package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.PeerId;
import cafe.libp2p.pubsub.Pubsub;
import cafe.libp2p.pubsub.PubsubConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our pubsub with floodsub and gossipsub of the original's stack, js-libp2p and Kubo. */
@Tag("interop")
class PubsubTest {
  private static final String TOPIC = "/textile/cafe/1.0.0";
  private static final Duration SOON = Duration.ofSeconds(20);

  /** What is published until it is heard, however often. */
  private static final String PROBE = "70726f6265";

  private record Got(PeerId author, byte[] data) {
    boolean isProbe() {
      return HexFormat.of().formatHex(data).equals(PROBE);
    }
  }

  private final BlockingQueue<Got> received = new LinkedBlockingQueue<>();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gossip", "flood"})
  void withTheOriginal(String router) throws Exception {
    try (ForeignPeer them = ForeignPeer.oldTextile();
        OurHost us = OurHost.start("/secio/1.0.0", "/yamux/1.0.0");
        Pubsub pubsub = start(us)) {
      them.call("start", "pubsub", router, "security", List.of("secio"));
      bothWays(them, us, pubsub, router);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gossip", "flood"})
  void withJs(String router) throws Exception {
    try (ForeignPeer them = ForeignPeer.js();
        OurHost us = OurHost.start("/noise", "/yamux/1.0.0");
        Pubsub pubsub = start(us)) {
      them.call("start", "pubsub", router, "security", List.of("noise"));
      bothWays(them, us, pubsub, router);
    }
  }

  /** Two of their nodes hear each other through us alone. */
  @Test
  void weForwardBetweenPeersOfTheOriginal() throws Exception {
    try (ForeignPeer them = ForeignPeer.oldTextile();
        OurHost us = OurHost.start("/secio/1.0.0", "/yamux/1.0.0");
        Pubsub pubsub = start(us)) {
      for (String node : List.of("a", "b")) {
        them.call("start", "node", node, "security", List.of("secio"));
        them.call("pubsub.subscribe", "node", node, "topic", TOPIC);
        them.call("connect", "node", node, "addr", us.address());
      }
      await(() -> pubsub.mesh(TOPIC).size() == 2);
      for (String node : List.of("a", "b")) {
        awaitSubscriber(them, node, us);
        awaitFirst(them, node);
      }
      them.call("pubsub.publish", "node", "a", "topic", TOPIC, "hex", "00ff");
      String got = PROBE;
      while (got.equals(PROBE)) {
        got = them.call("pubsub.next", "node", "b", "topic", TOPIC).path("hex").asText();
      }
      assertThat(got).isEqualTo("00ff");
    }
  }

  @Test
  void withKubo() throws Exception {
    try (Kubo kubo = new Kubo(folder.resolve("kubo"));
        OurHost us = OurHost.start("/noise", "/yamux/1.0.0");
        Pubsub pubsub = start(us)) {
      String topic = "u" + base64(TOPIC.getBytes(StandardCharsets.UTF_8));
      BlockingQueue<JsonNode> theirs = new LinkedBlockingQueue<>();
      Thread reader = Thread.startVirtualThread(() -> follow(kubo, topic, theirs));
      kubo.call("swarm/connect", us.address());
      await(() -> pubsub.peers(TOPIC).size() == 1);
      pubsub.publish(TOPIC, new byte[] {1, 2, 3});
      JsonNode heard = theirs.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(heard).isNotNull();
      assertThat(heard.path("from").asText()).isEqualTo(us.peer());
      assertThat(heard.path("data").asText()).isEqualTo("u" + base64(new byte[] {1, 2, 3}));

      kubo.upload("pubsub/pub", new byte[] {9, 8}, topic).close();
      assertReceived(PeerId.parse(kubo.peer()), new byte[] {9, 8});
      reader.interrupt();
    }
  }

  private Pubsub start(OurHost us) {
    Pubsub pubsub =
        new Pubsub(
            us.host(), us.key(), PubsubConfig.defaults(), Clock.systemUTC(), new SecureRandom());
    pubsub.subscribe(TOPIC, (author, from, data) -> received.add(new Got(author, data)));
    return pubsub;
  }

  private void bothWays(ForeignPeer them, OurHost us, Pubsub pubsub, String router)
      throws Exception {
    them.call("pubsub.subscribe", "topic", TOPIC);
    them.call("connect", "addr", us.address());
    awaitSubscriber(them, "main", us);
    await(() -> pubsub.peers(TOPIC).size() == 1);
    PeerId peer = pubsub.peers(TOPIC).getFirst();
    if (router.equals("gossip")) {
      await(() -> pubsub.mesh(TOPIC).size() == 1);
      awaitFirst(them, "main");
    }
    for (int i = 0; i < 20; i++) {
      byte[] data = new byte[i * i * 50 + 1];
      new SecureRandom().nextBytes(data);
      String hex = HexFormat.of().formatHex(data);
      pubsub.publish(TOPIC, data);
      JsonNode heard = them.call("pubsub.next", "topic", TOPIC);
      assertThat(heard.path("hex").asText()).isEqualTo(hex);
      assertThat(heard.path("from").asText()).isEqualTo(us.peer());
      them.call("pubsub.publish", "topic", TOPIC, "hex", hex);
      assertReceived(peer, data);
    }
    received.removeIf(Got::isProbe);
    assertThat(received).as("messages heard twice").isEmpty();
    them.call("pubsub.unsubscribe", "topic", TOPIC);
    await(() -> pubsub.peers(TOPIC).isEmpty());
  }

  private void assertReceived(PeerId author, byte[] data) throws InterruptedException {
    Got got = received.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    while (got != null && got.isProbe()) {
      got = received.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(got).isNotNull();
    assertThat(got.author()).isEqualTo(author);
    assertThat(got.data()).isEqualTo(data);
  }

  private static void awaitSubscriber(ForeignPeer them, String node, OurHost us)
      throws InterruptedException {
    await(
        () ->
            them.call("pubsub.peers", "node", node, "topic", TOPIC)
                .path("peers")
                .toString()
                .contains(us.peer()));
  }

  /** Gossipsub loses what it publishes before its mesh has a peer; so publishes until we hear. */
  private void awaitFirst(ForeignPeer them, String node) throws InterruptedException {
    long end = System.nanoTime() + SOON.toNanos();
    Got got = null;
    while (got == null) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      them.call("pubsub.publish", "node", node, "topic", TOPIC, "hex", PROBE);
      got = received.poll(300, TimeUnit.MILLISECONDS);
    }
    assertThat(got.isProbe()).isTrue();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Patience.until(condition);
  }

  private static void follow(Kubo kubo, String topic, BlockingQueue<JsonNode> into) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(kubo.stream("pubsub/sub", topic), StandardCharsets.UTF_8))) {
      ObjectMapper json = new ObjectMapper();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        into.add(json.readTree(line));
      }
    } catch (java.io.IOException | InterruptedException e) {
      // The test is over.
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
