package cafe.libp2p.bitswap;

import cafe.ipld.Multihash;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Which peers wait for a block that is not held, up to a total number of such waits. */
final class WantIndex {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Multihash, Set<PeerLedger>> waiting = new HashMap<>();
  private final int capacity;
  private int size;

  WantIndex(int capacity) {
    this.capacity = capacity;
  }

  /** Remembers that the peer waits; false if there is no room. */
  boolean add(Multihash hash, PeerLedger ledger) {
    lock.lock();
    try {
      if (size >= capacity) {
        return false;
      }
      if (waiting.computeIfAbsent(hash, unused -> new LinkedHashSet<>()).add(ledger)) {
        size++;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  void remove(Multihash hash, PeerLedger ledger) {
    lock.lock();
    try {
      Set<PeerLedger> ledgers = waiting.get(hash);
      if (ledgers != null && ledgers.remove(ledger)) {
        size--;
        if (ledgers.isEmpty()) {
          waiting.remove(hash);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Those who wait for the block. */
  List<PeerLedger> waiting(Multihash hash) {
    lock.lock();
    try {
      return List.copyOf(waiting.getOrDefault(hash, Set.of()));
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }
}
