package cafe.libp2p.pubsub;

import cafe.kernel.PeerId;
import cafe.libp2p.pubsub.rpc.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The meshes of the topics we subscribe to, and the fanout of those we only publish to; with the
 * parameters of the specification. Not thread-safe.
 */
final class Mesh {
  /** The size a mesh is brought to, and the sizes at which that happens. */
  static final int D = 6;

  static final int D_LOW = 4;
  static final int D_HIGH = 12;

  /** A peer that has been pruned is not grafted again for so long. */
  static final long BACKOFF_SECONDS = 60;

  private static final long MAX_BACKOFF_SECONDS = 3600;

  /** Peers come and go under new names; their backoffs stay for a while. */
  private static final int MAX_BACKOFFS = 10_000;

  private static final long FANOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final class Fanout {
    private final Set<PeerId> peers = new LinkedHashSet<>();
    private long lastPublish;
  }

  private final Outlet outlet;
  private final RandomGenerator random;
  private final Map<String, Set<PeerId>> meshes = new HashMap<>();
  private final Map<String, Fanout> fanouts = new HashMap<>();
  private final Map<String, Map<PeerId, Long>> backoffs = new HashMap<>();

  Mesh(Outlet outlet, RandomGenerator random) {
    this.outlet = outlet;
    this.random = random;
  }

  Set<PeerId> peers(String topic) {
    return Set.copyOf(meshes.getOrDefault(topic, Set.of()));
  }

  /** Makes a mesh, first of those we have published to. */
  void join(String topic, List<PeerId> candidates, long now) {
    Set<PeerId> mesh = meshes.computeIfAbsent(topic, unused -> new LinkedHashSet<>());
    Fanout fanout = fanouts.remove(topic);
    if (fanout != null) {
      List<PeerId> known = new ArrayList<>(fanout.peers);
      known.retainAll(candidates);
      graft(topic, mesh, known, now);
    }
    graft(topic, mesh, candidates, now);
  }

  /** Dissolves a mesh; returns who was in it. */
  Set<PeerId> leave(String topic) {
    Set<PeerId> mesh = meshes.remove(topic);
    return mesh == null ? Set.of() : mesh;
  }

  void remove(PeerId peer) {
    meshes.values().forEach(mesh -> mesh.remove(peer));
    fanouts.values().forEach(fanout -> fanout.peers.remove(peer));
  }

  void remove(PeerId peer, String topic) {
    meshes.getOrDefault(topic, new LinkedHashSet<>()).remove(peer);
    Fanout fanout = fanouts.get(topic);
    if (fanout != null) {
      fanout.peers.remove(peer);
    }
  }

  /** A peer takes us into its mesh; false if we will not have it in ours. */
  boolean grafted(PeerId peer, String topic, long now) {
    Set<PeerId> mesh = meshes.get(topic);
    if (mesh == null || backsOff(peer, topic, now)) {
      return false;
    }
    if (mesh.size() >= D_HIGH && !mesh.contains(peer)) {
      return false;
    }
    mesh.add(peer);
    return true;
  }

  /** A peer removes us from its mesh. */
  void pruned(PeerId peer, String topic, long backoffSeconds, long now) {
    Set<PeerId> mesh = meshes.get(topic);
    if (mesh != null) {
      mesh.remove(peer);
      long asked = backoffSeconds == 0 ? BACKOFF_SECONDS : backoffSeconds;
      backOff(peer, topic, Math.min(asked, MAX_BACKOFF_SECONDS), now);
    }
  }

  /** The peer and we leave each other in peace for a while; an earlier, longer time stands. */
  void backOff(PeerId peer, String topic, long seconds, long now) {
    long until = now + TimeUnit.SECONDS.toNanos(seconds);
    Map<PeerId, Long> peers = backoffs.computeIfAbsent(topic, unused -> new HashMap<>());
    if (peers.size() < MAX_BACKOFFS) {
      peers.merge(peer, until, (old, fresh) -> old - fresh > 0 ? old : fresh);
    }
  }

  /**
   * Brings a mesh to its size.
   *
   * @return those to be pruned, who are out already
   */
  List<PeerId> maintain(String topic, List<PeerId> candidates, long now) {
    Set<PeerId> mesh = meshes.computeIfAbsent(topic, unused -> new LinkedHashSet<>());
    mesh.retainAll(Set.copyOf(candidates));
    if (mesh.size() < D_LOW) {
      graft(topic, mesh, candidates, now);
    }
    if (mesh.size() <= D_HIGH) {
      return List.of();
    }
    List<PeerId> all = new ArrayList<>(mesh);
    shuffle(all, random);
    List<PeerId> excess = List.copyOf(all.subList(D, all.size()));
    mesh.removeAll(excess);
    return excess;
  }

  private void graft(String topic, Set<PeerId> mesh, Collection<PeerId> candidates, long now) {
    List<PeerId> order = new ArrayList<>(candidates);
    order.removeIf(peer -> mesh.contains(peer) || backsOff(peer, topic, now));
    shuffle(order, random);
    for (PeerId peer : order.subList(0, Math.clamp(D - mesh.size(), 0, order.size()))) {
      mesh.add(peer);
      outlet.send(peer, new Part.Graft(topic));
    }
  }

  /** Whom to publish to in a topic that we do not subscribe to. */
  Set<PeerId> fanout(String topic, List<PeerId> candidates, long now) {
    fanouts.computeIfAbsent(topic, unused -> new Fanout()).lastPublish = now;
    return maintainFanout(topic, candidates);
  }

  Set<PeerId> maintainFanout(String topic, List<PeerId> candidates) {
    Set<PeerId> peers = fanouts.computeIfAbsent(topic, unused -> new Fanout()).peers;
    peers.retainAll(Set.copyOf(candidates));
    List<PeerId> order = new ArrayList<>(candidates);
    order.removeAll(peers);
    shuffle(order, random);
    peers.addAll(order.subList(0, Math.clamp(D - peers.size(), 0, order.size())));
    return Set.copyOf(peers);
  }

  /** The topics published to lately without a subscription; others are forgotten. */
  List<String> fanoutTopics(long now) {
    fanouts.values().removeIf(fanout -> now - fanout.lastPublish > FANOUT_NANOS);
    return List.copyOf(fanouts.keySet());
  }

  void forgetBackoffs(long now) {
    backoffs.values().forEach(peers -> peers.values().removeIf(until -> until - now <= 0));
    backoffs.values().removeIf(Map::isEmpty);
  }

  private boolean backsOff(PeerId peer, String topic, long now) {
    Long until = backoffs.getOrDefault(topic, Map.of()).get(peer);
    return until != null && until - now > 0;
  }

  static <T> void shuffle(List<T> list, RandomGenerator random) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T swapped = list.get(i);
      list.set(i, list.get(j));
      list.set(j, swapped);
    }
  }
}
