package cafe.libp2p.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.PeerId;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.pubsub.rpc.Message;
import cafe.libp2p.pubsub.rpc.MessageId;
import cafe.libp2p.pubsub.rpc.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class RouterTest {
  private static final String TOPIC = "topic";

  private record Sent(PeerId to, Part part) {}

  private final List<Sent> sent = new ArrayList<>();
  private long now = 1;
  private Router router = router(true);

  private Router router(boolean floodPublish) {
    return new Router(
        (peer, part) -> sent.add(new Sent(peer, part)),
        PubsubLimits.defaults(),
        floodPublish,
        new Random(1));
  }

  @Test
  void tellsPeersWhatItSubscribesTo() {
    router.addPeer(peer(1), PubsubProtocol.FLOODSUB);
    router.join(TOPIC, now);
    assertThat(parts(peer(1))).containsExactly(new Part.Subscription(TOPIC, true));
    assertThat(router.greeting()).containsExactly(new Part.Subscription(TOPIC, true));
    router.leave(TOPIC, now);
    assertThat(parts(peer(1))).contains(new Part.Subscription(TOPIC, false));
    assertThat(router.greeting()).isEmpty();
  }

  @Test
  void graftsUpToDPeersOnJoining() {
    gossipPeers(20);
    router.join(TOPIC, now);
    assertThat(router.mesh(TOPIC)).hasSize(Mesh.D);
    assertThat(receivers(new Part.Graft(TOPIC)))
        .containsExactlyInAnyOrderElementsOf(router.mesh(TOPIC));
  }

  @Test
  void graftsMoreWhenTheMeshIsSmall() {
    router.join(TOPIC, now);
    gossipPeers(3);
    beat();
    assertThat(router.mesh(TOPIC)).hasSize(3);
    gossipPeers(20);
    beat();
    assertThat(router.mesh(TOPIC)).hasSize(Mesh.D);
  }

  @Test
  void prunesWhenTheMeshIsLarge() {
    router.join(TOPIC, now);
    gossipPeers(30);
    IntStream.range(0, 30).forEach(i -> router.receive(peer(i), new Part.Graft(TOPIC), now));
    // beyond D_HIGH it refuses, with a backoff for those who know of that
    assertThat(router.mesh(TOPIC)).hasSize(Mesh.D_HIGH);
    assertThat(receivers(new Part.Prune(TOPIC, Mesh.BACKOFF_SECONDS))).hasSize(18);
    sent.clear();
    beat();
    assertThat(router.mesh(TOPIC)).hasSize(Mesh.D_HIGH);
  }

  @Test
  void doesNotGraftWhoWasPruned() {
    router.join(TOPIC, now);
    gossipPeers(1);
    beat();
    assertThat(router.mesh(TOPIC)).containsExactly(peer(0));
    router.receive(peer(0), new Part.Prune(TOPIC, 0), now);
    assertThat(router.mesh(TOPIC)).isEmpty();
    beat();
    assertThat(router.mesh(TOPIC)).isEmpty();
    sent.clear();
    router.receive(peer(0), new Part.Graft(TOPIC), now);
    assertThat(parts(peer(0))).containsExactly(new Part.Prune(TOPIC, Mesh.BACKOFF_SECONDS));
    now += TimeUnit.SECONDS.toNanos(Mesh.BACKOFF_SECONDS + 1);
    beat();
    assertThat(router.mesh(TOPIC)).containsExactly(peer(0));
  }

  @Test
  void noBackoffLastsLongerThanAnHour() {
    router.join(TOPIC, now);
    gossipPeers(1);
    router.receive(peer(0), new Part.Prune(TOPIC, Long.MAX_VALUE), now);
    now += TimeUnit.SECONDS.toNanos(3601);
    beat();
    assertThat(router.mesh(TOPIC)).containsExactly(peer(0));
  }

  @Test
  void ignoresGraftsForOtherTopics() {
    gossipPeers(1);
    router.receive(peer(0), new Part.Graft("other"), now);
    assertThat(sent).isEmpty();
    assertThat(router.mesh("other")).isEmpty();
  }

  @Test
  void floodsubPeersAreNeverInTheMeshAndGetEverything() {
    router.addPeer(peer(1), PubsubProtocol.FLOODSUB);
    router.receive(peer(1), new Part.Subscription(TOPIC, true), now);
    router.join(TOPIC, now);
    router.receive(peer(1), new Part.Graft(TOPIC), now);
    beat();
    assertThat(router.mesh(TOPIC)).isEmpty();
    Message message = message(7, 1, TOPIC);
    assertThat(router.forward(message, peer(9), now)).isTrue();
    assertThat(receivers(new Part.Publish(message))).containsExactly(peer(1));
  }

  @Test
  void forwardsOnceToTheMeshButNotToWhereItCameFrom() {
    gossipPeers(20);
    router.join(TOPIC, now);
    PeerId neighbour = router.mesh(TOPIC).iterator().next();
    Message message = message(99, 1, TOPIC);
    assertThat(router.forward(message, neighbour, now)).isTrue();
    assertThat(router.forward(message, peer(30), now)).isFalse();
    List<PeerId> expected = new ArrayList<>(router.mesh(TOPIC));
    expected.remove(neighbour);
    assertThat(receivers(new Part.Publish(message))).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void ownMessagesGoToAllPeersOfTheTopic() {
    gossipPeers(20);
    Message message = message(99, 1, TOPIC);
    router.publish(message, now);
    assertThat(receivers(new Part.Publish(message))).hasSize(20);
  }

  @Test
  void ownMessagesGoToAStableFanoutIfNotFlooded() {
    router = router(false);
    gossipPeers(20);
    Message first = message(99, 1, TOPIC);
    router.publish(first, now);
    List<PeerId> fanout = receivers(new Part.Publish(first));
    assertThat(fanout).hasSize(Mesh.D);
    beat();
    Message second = message(99, 2, TOPIC);
    router.publish(second, now);
    assertThat(receivers(new Part.Publish(second))).containsExactlyInAnyOrderElementsOf(fanout);
    router.join(TOPIC, now);
    assertThat(router.mesh(TOPIC)).containsExactlyInAnyOrderElementsOf(fanout);
    Message third = message(99, 3, TOPIC);
    router.publish(third, now);
    assertThat(receivers(new Part.Publish(third))).containsExactlyInAnyOrderElementsOf(fanout);
  }

  @Test
  void gossipsAboutRecentMessagesToOthersThanTheMesh() {
    gossipPeers(20);
    router.join(TOPIC, now);
    Message message = message(99, 1, TOPIC);
    router.forward(message, peer(0), now);
    sent.clear();
    Part ihave = new Part.IHave(TOPIC, List.of(message.id()));
    for (int i = 0; i < 3; i++) {
      beat();
      assertThat(receivers(ihave)).hasSize(6).doesNotContainAnyElementsOf(router.mesh(TOPIC));
      sent.clear();
    }
    beat();
    assertThat(receivers(ihave)).isEmpty();
  }

  @Test
  void asksForWhatItHasNotSeen() {
    gossipPeers(2);
    router.join(TOPIC, now);
    Message message = message(99, 1, TOPIC);
    router.forward(message, peer(0), now);
    MessageId other = MessageId.of(new byte[] {1}, new byte[] {2});
    router.receive(peer(1), new Part.IHave(TOPIC, List.of(message.id(), other)), now);
    assertThat(parts(peer(1))).contains(new Part.IWant(List.of(other)));
    sent.clear();
    router.receive(peer(1), new Part.IHave("other", List.of(other)), now);
    assertThat(sent).isEmpty();
  }

  @Test
  void limitsWhatAPeerMayMakeItAskFor() {
    gossipPeers(1);
    router.join(TOPIC, now);
    sent.clear();
    for (int i = 0; i < 100; i++) {
      int batch = i;
      List<MessageId> ids =
          IntStream.range(0, 1000)
              .mapToObj(
                  j ->
                      MessageId.of(
                          new byte[] {(byte) batch}, new byte[] {(byte) j, (byte) (j >> 8)}))
              .toList();
      router.receive(peer(0), new Part.IHave(TOPIC, ids), now);
    }
    int asked =
        parts(peer(0)).stream()
            .mapToInt(part -> part instanceof Part.IWant iwant ? iwant.ids().size() : 0)
            .sum();
    assertThat(asked).isEqualTo(5000);
  }

  @Test
  void answersAFloodOfRequestsThreeTimes() {
    gossipPeers(1);
    router.join(TOPIC, now);
    Message message = message(99, 1, TOPIC);
    router.forward(message, peer(0), now);
    sent.clear();
    for (int i = 0; i < 1000; i++) {
      router.receive(peer(0), new Part.IWant(List.of(message.id(), message.id())), now);
    }
    assertThat(receivers(new Part.Publish(message))).hasSize(3);
    for (int i = 0; i < 5; i++) {
      beat();
    }
    sent.clear();
    router.receive(peer(0), new Part.IWant(List.of(message.id())), now);
    assertThat(sent).isEmpty();
  }

  @Test
  void remembersAFewTopicsPerPeer() {
    router.addPeer(peer(1), PubsubProtocol.GOSSIPSUB_1_1);
    IntStream.range(0, 10_000)
        .forEach(i -> router.receive(peer(1), new Part.Subscription("t" + i, true), now));
    assertThat(IntStream.range(0, 10_000).filter(i -> !router.peers("t" + i).isEmpty()).count())
        .isEqualTo(PubsubLimits.defaults().topicsPerPeer());
  }

  @Test
  void forgetsAPeerThatIsGone() {
    gossipPeers(3);
    router.join(TOPIC, now);
    router.removePeer(peer(1));
    assertThat(router.peers(TOPIC)).containsExactlyInAnyOrder(peer(0), peer(2));
    assertThat(router.mesh(TOPIC)).containsExactlyInAnyOrder(peer(0), peer(2));
    router.receive(peer(1), new Part.Subscription(TOPIC, true), now);
    assertThat(router.peers(TOPIC)).hasSize(2);
  }

  @Test
  void anUnsubscribedPeerLeavesTheMesh() {
    gossipPeers(3);
    router.join(TOPIC, now);
    router.receive(peer(1), new Part.Subscription(TOPIC, false), now);
    assertThat(router.mesh(TOPIC)).hasSize(2);
  }

  @Test
  void saysNothingOfBackoffToPeersOfVersion10() {
    router.addPeer(peer(1), PubsubProtocol.GOSSIPSUB_1_0);
    router.receive(peer(1), new Part.Subscription(TOPIC, true), now);
    router.join(TOPIC, now);
    router.leave(TOPIC, now);
    assertThat(parts(peer(1))).contains(new Part.Prune(TOPIC, 0));
  }

  @Test
  void theSeenCacheForgetsInTimeAndInSize() {
    SeenCache seen = new SeenCache(2);
    MessageId one = MessageId.of(new byte[] {1});
    assertThat(seen.add(one, 0)).isTrue();
    assertThat(seen.add(one, SeenCache.LIFE_NANOS - 1)).isFalse();
    assertThat(seen.add(one, SeenCache.LIFE_NANOS)).isTrue();
    seen.add(MessageId.of(new byte[] {2}), SeenCache.LIFE_NANOS);
    seen.add(MessageId.of(new byte[] {3}), SeenCache.LIFE_NANOS);
    assertThat(seen.size()).isEqualTo(2);
    assertThat(seen.contains(one, SeenCache.LIFE_NANOS)).isFalse();
  }

  @Test
  void theMessageCacheHasRoomForSoManyBytes() {
    MessageCache cache = new MessageCache(10_000);
    List<Message> messages = IntStream.range(0, 50).mapToObj(i -> message(1, i, TOPIC)).toList();
    messages.forEach(message -> cache.put(message.id(), message));
    long bytes = cache.gossip(TOPIC).size() * (long) messages.getFirst().encoded().length;
    assertThat(bytes).isLessThanOrEqualTo(10_000).isGreaterThan(9_000);
    assertThat(cache.get(messages.getFirst().id(), peer(1))).isEmpty();
    assertThat(cache.get(messages.getLast().id(), peer(1))).isPresent();
  }

  private void beat() {
    now += TimeUnit.SECONDS.toNanos(1);
    router.heartbeat(now);
  }

  private void gossipPeers(int count) {
    for (int i = 0; i < count; i++) {
      router.addPeer(peer(i), PubsubProtocol.GOSSIPSUB_1_1);
      router.receive(peer(i), new Part.Subscription(TOPIC, true), now);
    }
  }

  private List<Part> parts(PeerId peer) {
    return sent.stream().filter(one -> one.to().equals(peer)).map(Sent::part).toList();
  }

  private List<PeerId> receivers(Part part) {
    Stream<Sent> found = sent.stream().filter(one -> one.part().equals(part));
    return found.map(Sent::to).toList();
  }

  private static Message message(int author, long seqno, String topic) {
    return Message.sign(new Ed25519IdentityKey(key(author)), seqno, topic, new byte[300]);
  }

  private static PeerId peer(int number) {
    return PeerId.ofEd25519(key(number));
  }

  private static byte[] key(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) (number + 1));
    return key;
  }
}
