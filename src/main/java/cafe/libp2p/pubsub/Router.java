package cafe.libp2p.pubsub;

import cafe.kernel.PeerId;
import cafe.libp2p.pubsub.rpc.Message;
import cafe.libp2p.pubsub.rpc.MessageId;
import cafe.libp2p.pubsub.rpc.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The gossipsub router as specified, with floodsub peers beside it: pure state, told what happens
 * and when. Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
final class Router {
  private static final long UNSUBSCRIBE_BACKOFF_SECONDS = 10;

  /** Who is told of recent messages per heartbeat: at least so many, or a quarter of the peers. */
  private static final int D_LAZY = 6;

  private static final int GOSSIP_SHARE = 4;
  private static final int MAX_IHAVES = 10;
  private static final int MAX_IDS = 5000;

  private static final class Peer {
    private PubsubProtocol protocol;
    private final Set<String> topics = new HashSet<>();

    /** Counts since the last heartbeat. */
    private int ihaves;

    private int idsAsked;
    private int idsAnswered;

    private Peer(PubsubProtocol protocol) {
      this.protocol = protocol;
    }

    private boolean floods() {
      return !protocol.hasMesh();
    }

    private boolean gossips() {
      return protocol.hasMesh();
    }
  }

  private final Outlet outlet;
  private final PubsubLimits limits;
  private final boolean floodPublish;
  private final Map<PeerId, Peer> peers = new HashMap<>();
  private final Set<String> subscribed = new LinkedHashSet<>();
  private final Mesh mesh;
  private final SeenCache seen;
  private final MessageCache cache;
  private final RandomGenerator random;

  Router(Outlet outlet, PubsubLimits limits, boolean floodPublish, RandomGenerator random) {
    this.outlet = outlet;
    this.limits = limits;
    this.floodPublish = floodPublish;
    this.random = random;
    this.mesh = new Mesh(outlet, random);
    this.seen = new SeenCache(limits.seenMessages());
    this.cache = new MessageCache(limits.cachedBytes());
  }

  /** A peer with which we have a stream, and what is spoken there; repeated if that changes. */
  void addPeer(PeerId id, PubsubProtocol protocol) {
    peers.computeIfAbsent(id, unused -> new Peer(protocol)).protocol = protocol;
  }

  boolean hasPeer(PeerId id) {
    return peers.containsKey(id);
  }

  void removePeer(PeerId id) {
    peers.remove(id);
    mesh.remove(id);
  }

  /** What a peer must be told first. */
  List<Part> greeting() {
    List<Part> parts = new ArrayList<>();
    subscribed.forEach(topic -> parts.add(new Part.Subscription(topic, true)));
    return parts;
  }

  /** We begin to be interested in a topic. */
  void join(String topic, long now) {
    if (subscribed.add(topic)) {
      peers.keySet().forEach(peer -> outlet.send(peer, new Part.Subscription(topic, true)));
      mesh.join(topic, gossipPeers(topic), now);
    }
  }

  /** We cease to be interested in a topic. */
  void leave(String topic, long now) {
    if (subscribed.remove(topic)) {
      peers.keySet().forEach(peer -> outlet.send(peer, new Part.Subscription(topic, false)));
      for (PeerId peer : mesh.leave(topic)) {
        prune(peer, topic, UNSUBSCRIBE_BACKOFF_SECONDS, now);
      }
    }
  }

  /** The peers that subscribe to a topic. */
  List<PeerId> peers(String topic) {
    return peers.entrySet().stream()
        .filter(peer -> peer.getValue().topics.contains(topic))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The peers in our mesh of a topic. */
  Set<PeerId> mesh(String topic) {
    return mesh.peers(topic);
  }

  boolean subscribes(Collection<String> topics) {
    return topics.stream().anyMatch(subscribed::contains);
  }

  boolean hasSeen(MessageId id, long now) {
    return seen.contains(id, now);
  }

  /** A statement of a peer other than a message. */
  void receive(PeerId id, Part part, long now) {
    Peer peer = peers.get(id);
    if (peer == null) {
      return;
    }
    switch (part) {
      case Part.Subscription(String topic, boolean subscribe) ->
          subscription(id, peer, topic, subscribe);
      case Part.Graft(String topic) -> graft(id, peer, topic, now);
      case Part.Prune(String topic, long backoff) -> mesh.pruned(id, topic, backoff, now);
      case Part.IHave ihave -> ihave(id, peer, ihave, now);
      case Part.IWant iwant -> iwant(id, peer, iwant);
      case Part.Publish unused -> throw new IllegalArgumentException("messages are verified first");
    }
  }

  private void subscription(PeerId id, Peer peer, String topic, boolean subscribe) {
    if (!subscribe) {
      peer.topics.remove(topic);
      mesh.remove(id, topic);
    } else if (peer.topics.size() < limits.topicsPerPeer()) {
      peer.topics.add(topic);
    }
  }

  private void graft(PeerId id, Peer peer, String topic, long now) {
    // topics we are not in are ignored, lest a peer learn about us by asking
    if (subscribed.contains(topic) && peer.gossips() && !mesh.grafted(id, topic, now)) {
      prune(id, topic, Mesh.BACKOFF_SECONDS, now);
    }
  }

  private void prune(PeerId id, String topic, long backoffSeconds, long now) {
    Peer peer = peers.get(id);
    boolean knowsBackoff = peer != null && peer.protocol == PubsubProtocol.GOSSIPSUB_1_1;
    outlet.send(id, new Part.Prune(topic, knowsBackoff ? backoffSeconds : 0));
    mesh.backOff(id, topic, backoffSeconds, now);
  }

  private void ihave(PeerId id, Peer peer, Part.IHave ihave, long now) {
    if (!subscribed.contains(ihave.topic()) || ++peer.ihaves > MAX_IHAVES) {
      return;
    }
    Set<MessageId> wanted = new LinkedHashSet<>();
    for (MessageId message : ihave.ids()) {
      if (peer.idsAsked + wanted.size() < MAX_IDS && !seen.contains(message, now)) {
        wanted.add(message);
      }
    }
    if (!wanted.isEmpty()) {
      peer.idsAsked += wanted.size();
      outlet.send(id, new Part.IWant(List.copyOf(wanted)));
    }
  }

  private void iwant(PeerId id, Peer peer, Part.IWant iwant) {
    for (MessageId wanted : iwant.ids()) {
      if (peer.idsAnswered++ >= MAX_IDS) {
        return;
      }
      cache.get(wanted, id).ifPresent(message -> outlet.send(id, new Part.Publish(message)));
    }
  }

  /**
   * Forwards a verified message of somebody else.
   *
   * @return false if it had been seen
   */
  boolean forward(Message message, PeerId receivedFrom, long now) {
    MessageId id = message.id();
    if (!seen.add(id, now)) {
      return false;
    }
    cache.put(id, message);
    Set<PeerId> targets = new LinkedHashSet<>();
    for (String topic : message.topics()) {
      targets.addAll(floodPeers(topic));
      targets.addAll(mesh.peers(topic));
    }
    targets.remove(receivedFrom);
    send(targets, message);
    return true;
  }

  /** Publishes a message of our own. */
  void publish(Message message, long now) {
    MessageId id = message.id();
    seen.add(id, now);
    cache.put(id, message);
    Set<PeerId> targets = new LinkedHashSet<>();
    for (String topic : message.topics()) {
      targets.addAll(floodPeers(topic));
      List<PeerId> gossip = gossipPeers(topic);
      if (floodPublish) {
        targets.addAll(gossip);
      } else if (subscribed.contains(topic)) {
        targets.addAll(mesh.peers(topic));
      } else {
        targets.addAll(mesh.fanout(topic, gossip, now));
      }
    }
    send(targets, message);
  }

  private void send(Set<PeerId> targets, Message message) {
    targets.remove(message.author());
    Part publish = new Part.Publish(message);
    targets.forEach(peer -> outlet.send(peer, publish));
  }

  /** Once a second: upkeep of the meshes, gossip, forgetting. */
  void heartbeat(long now) {
    for (Peer peer : peers.values()) {
      peer.ihaves = 0;
      peer.idsAsked = 0;
      peer.idsAnswered = 0;
    }
    for (String topic : subscribed) {
      List<PeerId> candidates = gossipPeers(topic);
      for (PeerId excess : mesh.maintain(topic, candidates, now)) {
        prune(excess, topic, Mesh.BACKOFF_SECONDS, now);
      }
      gossip(topic, candidates, mesh.peers(topic));
    }
    for (String topic : mesh.fanoutTopics(now)) {
      List<PeerId> candidates = gossipPeers(topic);
      gossip(topic, candidates, mesh.maintainFanout(topic, candidates));
    }
    mesh.forgetBackoffs(now);
    cache.shift();
  }

  private void gossip(String topic, List<PeerId> candidates, Set<PeerId> told) {
    List<MessageId> ids = cache.gossip(topic);
    if (ids.isEmpty()) {
      return;
    }
    if (ids.size() > MAX_IDS) {
      Mesh.shuffle(ids, random);
      ids = ids.subList(0, MAX_IDS);
    }
    List<PeerId> others = new ArrayList<>(candidates);
    others.removeAll(told);
    Mesh.shuffle(others, random);
    Part ihave = new Part.IHave(topic, ids);
    others.stream()
        .limit(Math.max(D_LAZY, others.size() / GOSSIP_SHARE))
        .forEach(peer -> outlet.send(peer, ihave));
  }

  private List<PeerId> gossipPeers(String topic) {
    return subscribers(topic, Peer::gossips);
  }

  private List<PeerId> floodPeers(String topic) {
    return subscribers(topic, Peer::floods);
  }

  private List<PeerId> subscribers(String topic, Predicate<Peer> kind) {
    List<PeerId> found = new ArrayList<>();
    peers.forEach(
        (id, peer) -> {
          if (kind.test(peer) && peer.topics.contains(topic)) {
            found.add(id);
          }
        });
    return found;
  }
}
