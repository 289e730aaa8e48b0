package cafe.libp2p.host;

import cafe.libp2p.Multiaddr;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Remembers addresses that could not be dialed, and for how long not to try them again. */
final class DialBackoff {
  private static final int MAX_REMEMBERED = 4096;
  private static final long FIRST_NANOS = 5_000_000_000L;
  private static final long MAX_NANOS = 300_000_000_000L;

  private record Failure(int count, long until) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Multiaddr, Failure> failures = new LinkedHashMap<>();

  /**
   * True if the address failed lately.
   *
   * @param now {@link System#nanoTime}
   */
  boolean blocks(Multiaddr address, long now) {
    lock.lock();
    try {
      Failure failure = failures.get(address);
      return failure != null && failure.until - now > 0;
    } finally {
      lock.unlock();
    }
  }

  /** The time until the next try grows with the square of the failures, up to five minutes. */
  void failed(Multiaddr address, long now) {
    lock.lock();
    try {
      Failure last = failures.remove(address);
      int count = last == null ? 1 : Math.min(last.count + 1, 100);
      long pause = Math.min(MAX_NANOS, FIRST_NANOS * count * count);
      failures.put(address, new Failure(count, now + pause));
      if (failures.size() > MAX_REMEMBERED) {
        failures.pollFirstEntry();
      }
    } finally {
      lock.unlock();
    }
  }

  void succeeded(Multiaddr address) {
    lock.lock();
    try {
      failures.remove(address);
    } finally {
      lock.unlock();
    }
  }
}
