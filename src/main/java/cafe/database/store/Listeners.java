package cafe.database.store;

import cafe.database.Outbox.Subscription;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who wants to be woken, by channel. */
final class Listeners {
  private final ConcurrentHashMap<String, Set<Runnable>> channels = new ConcurrentHashMap<>();

  Subscription listen(String channel, Runnable wake) {
    channels.compute(
        channel,
        (name, set) -> {
          Set<Runnable> present = set == null ? ConcurrentHashMap.newKeySet() : set;
          present.add(wake);
          return present;
        });
    return () ->
        channels.computeIfPresent(
            channel,
            (name, set) -> {
              set.remove(wake);
              return set.isEmpty() ? null : set;
            });
  }

  boolean has(String channel) {
    return channels.containsKey(channel);
  }

  void wake(String channel) {
    Set<Runnable> waiting = channels.get(channel);
    if (waiting != null) {
      waiting.forEach(Runnable::run);
    }
  }
}
