package cafe.libp2p.host;

import cafe.kernel.PeerId;
import cafe.libp2p.HostLimits;
import cafe.libp2p.LimitExceededException;
import cafe.libp2p.Multiaddr;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The connection manager: all live connections by peer, and the limits on their number. A place is
 * taken before the first byte of a handshake is read, and given back when the handshake fails or
 * the connection ends.
 */
final class ConnectionTable {
  /** The right to have one connection; given back once. */
  final class Place {
    private final String network;
    private boolean taken = true;

    private Place(String network) {
      this.network = network;
    }

    /** The handshake is over. */
    void established() {
      lock.lock();
      try {
        handshakes.remove(this);
      } finally {
        lock.unlock();
      }
    }

    void release() {
      lock.lock();
      try {
        established();
        if (taken) {
          taken = false;
          total--;
          networks.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private static final String OUTBOUND = "";

  private final HostLimits.Connections limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PeerId, List<HostConnection>> connections = new HashMap<>();
  private final Map<String, Integer> networks = new HashMap<>();
  private int total;

  /** Those half open, with what ends them, oldest first. */
  private final Map<Place, Runnable> handshakes = new LinkedHashMap<>();

  private boolean closed;

  ConnectionTable(HostLimits.Connections limits) {
    this.limits = limits;
  }

  /**
   * Takes a place for a connection that has come in. If there are too many half open ones, that may
   * end another.
   *
   * @param abort ends the handshake from another thread; must not block
   */
  Place admitInbound(Multiaddr remote, Runnable abort) throws LimitExceededException {
    String network = remote.network();
    Optional<Runnable> givesWay;
    Place place;
    lock.lock();
    try {
      if (networks.getOrDefault(network, 0) >= limits.perAddress()) {
        throw new LimitExceededException("too many connections from one address");
      }
      Optional<Place> oldest = inTheWayOf(network);
      place = admit(network);
      givesWay = oldest.map(handshakes::remove);
      handshakes.put(place, abort);
    } finally {
      lock.unlock();
    }
    givesWay.ifPresent(Runnable::run);
    return place;
  }

  /** The handshake that gives way to another one with that network, if there are too many. */
  private Optional<Place> inTheWayOf(String network) throws LimitExceededException {
    Map<String, Long> ofNetworks =
        handshakes.keySet().stream()
            .collect(Collectors.groupingBy(place -> place.network, Collectors.counting()));
    long own = ofNetworks.getOrDefault(network, 0L);
    if (own >= limits.halfOpen().perAddress()) {
      throw new LimitExceededException("too many handshakes in progress with one address");
    }
    if (handshakes.size() < limits.halfOpen().total()) {
      return Optional.empty();
    }
    long most = Collections.max(ofNetworks.values());
    if (own >= most) {
      throw new LimitExceededException("too many handshakes in progress");
    }
    return handshakes.keySet().stream()
        .filter(place -> ofNetworks.getOrDefault(place.network, 0L) == most)
        .findFirst();
  }

  /** Takes a place for a connection that we dial. */
  Place admitOutbound() throws LimitExceededException {
    lock.lock();
    try {
      return admit(OUTBOUND);
    } finally {
      lock.unlock();
    }
  }

  private Place admit(String network) throws LimitExceededException {
    if (closed) {
      throw new LimitExceededException("host is closed");
    }
    if (total >= limits.total()) {
      throw new LimitExceededException("too many connections");
    }
    total++;
    networks.merge(network, 1, Integer::sum);
    return new Place(network);
  }

  /** Adds a connection; the peer's oldest gives way if there are too many. */
  void add(HostConnection connection) throws IOException {
    HostConnection tooMany = null;
    lock.lock();
    try {
      if (closed) {
        throw new IOException("host is closed");
      }
      List<HostConnection> ofPeer =
          connections.computeIfAbsent(connection.remotePeer(), peer -> new ArrayList<>());
      ofPeer.add(connection);
      if (ofPeer.size() > limits.perPeer()) {
        tooMany = ofPeer.getFirst();
      }
    } finally {
      lock.unlock();
    }
    if (tooMany != null) {
      tooMany.close();
    }
  }

  void remove(HostConnection connection) {
    lock.lock();
    try {
      List<HostConnection> ofPeer = connections.get(connection.remotePeer());
      if (ofPeer != null) {
        ofPeer.remove(connection);
        if (ofPeer.isEmpty()) {
          connections.remove(connection.remotePeer());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The newest open connection to the peer: the one least likely to have died unnoticed. */
  Optional<HostConnection> find(PeerId peer) {
    lock.lock();
    try {
      return connections.getOrDefault(peer, List.of()).reversed().stream()
          .filter(HostConnection::accepts)
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  List<HostConnection> all() {
    lock.lock();
    try {
      return connections.values().stream().flatMap(List::stream).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Closes idle connections, those without streams and longest unused first, if too many. */
  void trim(long now) {
    List<HostConnection> all = all();
    if (all.size() <= limits.highWater()) {
      return;
    }
    long grace = limits.grace().toNanos();
    all.stream()
        .filter(connection -> connection.idle(now, grace))
        .map(connection -> new Idle(connection, connection.streams() > 0, connection.lastUse()))
        .sorted(Comparator.comparing(Idle::streams).thenComparingLong(idle -> idle.lastUse - now))
        .limit(all.size() - limits.lowWater())
        .forEach(idle -> idle.connection.close());
  }

  /** What is compared, which may change meanwhile. */
  private record Idle(HostConnection connection, boolean streams, long lastUse) {}

  /** Admits nothing more and returns what is still open. */
  List<HostConnection> close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    return all();
  }
}
