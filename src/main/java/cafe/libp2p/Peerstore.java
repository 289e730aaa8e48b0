package cafe.libp2p;

import cafe.kernel.PeerId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is known about other peers: addresses, each with a lifetime, and the protocols that identify
 * told. In memory and bounded: the peers used longest ago are forgotten first.
 */
public final class Peerstore {
  /** Peers remembered at most. */
  public static final int MAX_PEERS = 10_000;

  /** Addresses remembered of one peer at most; those that expire first give way. */
  public static final int MAX_ADDRESSES = 32;

  /** A lifetime for addresses that the operator has configured. */
  public static final Duration PERMANENT = Duration.ofDays(36_500);

  private static final class Entry {
    final Map<Multiaddr, Instant> addresses = new LinkedHashMap<>();
    Set<String> protocols = Set.of();
  }

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<PeerId, Entry> peers = new LinkedHashMap<>(16, 0.75f, true);

  public Peerstore(Clock clock) {
    this.clock = clock;
  }

  /** Remembers addresses; an address known already keeps the longer of both lifetimes. */
  public void addAddresses(PeerId peer, Collection<Multiaddr> addresses, Duration lifetime) {
    Instant now = clock.instant();
    Instant expiry = now.plus(lifetime);
    lock.lock();
    try {
      Map<Multiaddr, Instant> known = entry(peer).addresses;
      known.values().removeIf(now::isAfter);
      for (Multiaddr address : addresses) {
        known.merge(address.withoutPeerId(), expiry, (a, b) -> a.isAfter(b) ? a : b);
      }
      while (known.size() > MAX_ADDRESSES) {
        known.keySet().stream().min(Comparator.comparing(known::get)).ifPresent(known::remove);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The addresses whose lifetime has not ended, without {@code /p2p} parts. */
  public List<Multiaddr> addresses(PeerId peer) {
    Instant now = clock.instant();
    lock.lock();
    try {
      Entry entry = peers.get(peer);
      return entry == null
          ? List.of()
          : entry.addresses.entrySet().stream()
              .filter(known -> !now.isAfter(known.getValue()))
              .map(Map.Entry::getKey)
              .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Remembers the protocols that the peer supports, in place of those known before. */
  public void setProtocols(PeerId peer, Set<String> protocols) {
    lock.lock();
    try {
      entry(peer).protocols = Set.copyOf(protocols);
    } finally {
      lock.unlock();
    }
  }

  /** The protocols last told; empty if none are known. */
  public Set<String> protocols(PeerId peer) {
    lock.lock();
    try {
      Entry entry = peers.get(peer);
      return entry == null ? Set.of() : entry.protocols;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a peer. */
  public void remove(PeerId peer) {
    lock.lock();
    try {
      peers.remove(peer);
    } finally {
      lock.unlock();
    }
  }

  /** The number of peers known. */
  public int size() {
    lock.lock();
    try {
      return peers.size();
    } finally {
      lock.unlock();
    }
  }

  private Entry entry(PeerId peer) {
    Entry entry = peers.computeIfAbsent(peer, p -> new Entry());
    if (peers.size() > MAX_PEERS) {
      peers.pollFirstEntry();
    }
    return entry;
  }
}
