package cafe.libp2p.pubsub;

import cafe.libp2p.pubsub.rpc.MessageId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The ids of messages first seen in the last two minutes. Not thread-safe. */
final class SeenCache {
  static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final Map<MessageId, Long> firstSeen = new LinkedHashMap<>();
  private final int capacity;

  SeenCache(int capacity) {
    this.capacity = capacity;
  }

  boolean contains(MessageId id, long now) {
    expire(now);
    return firstSeen.containsKey(id);
  }

  /** False if it had been seen. */
  boolean add(MessageId id, long now) {
    expire(now);
    if (firstSeen.putIfAbsent(id, now) != null) {
      return false;
    }
    if (firstSeen.size() > capacity) {
      removeOldest();
    }
    return true;
  }

  int size() {
    return firstSeen.size();
  }

  private void expire(long now) {
    while (!firstSeen.isEmpty() && now - firstSeen.values().iterator().next() >= LIFE_NANOS) {
      removeOldest();
    }
  }

  private void removeOldest() {
    Iterator<MessageId> oldest = firstSeen.keySet().iterator();
    oldest.next();
    oldest.remove();
  }
}
