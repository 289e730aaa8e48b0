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

  /**
   * An address of a peer.
   *
   * @param publicOnly whether it must not lead into a private network
   */
  private record Known(Instant expiry, boolean publicOnly) {
    Known and(Known other) {
      return new Known(
          expiry.isAfter(other.expiry) ? expiry : other.expiry, publicOnly && other.publicOnly);
    }
  }

  private static final class Entry {
    final Map<Multiaddr, Known> addresses = new LinkedHashMap<>();
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
    add(peer, addresses, lifetime, false);
  }

  /**
   * Remembers addresses that a stranger has told: they are dialed only where they lead to the
   * public Internet, which of a name is known only when it is dialed.
   */
  public void addPublicAddresses(PeerId peer, Collection<Multiaddr> addresses, Duration lifetime) {
    add(peer, addresses, lifetime, true);
  }

  private void add(
      PeerId peer, Collection<Multiaddr> addresses, Duration lifetime, boolean publicOnly) {
    Instant now = clock.instant();
    Known fresh = new Known(now.plus(lifetime), publicOnly);
    lock.lock();
    try {
      Map<Multiaddr, Known> known = entry(peer).addresses;
      known.values().removeIf(old -> now.isAfter(old.expiry));
      for (Multiaddr address : addresses) {
        known.merge(address.withoutPeerId(), fresh, Known::and);
      }
      while (known.size() > MAX_ADDRESSES) {
        known.entrySet().stream()
            .min(Comparator.comparing(each -> each.getValue().expiry))
            .ifPresent(first -> known.remove(first.getKey()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** True if the address may be dialed on the public Internet only, as all that are not known. */
  public boolean isPublicOnly(PeerId peer, Multiaddr address) {
    lock.lock();
    try {
      Entry entry = peers.get(peer);
      Known known = entry == null ? null : entry.addresses.get(address.withoutPeerId());
      return known == null || known.publicOnly;
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
              .filter(known -> !now.isAfter(known.getValue().expiry))
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
