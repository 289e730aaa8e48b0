package cafe.database.store;

import cafe.database.Outbox.Subscription;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who wants to be woken, by channel. */
final class Listeners {
  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

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

  /** Wakes all of a channel. */
  void wake(String channel) {
    Set<Runnable> waiting = channels.get(channel);
    if (waiting != null) {
      waiting.forEach(wake -> run(channel, wake));
    }
  }

  /** One that cannot be woken keeps no other asleep. */
  private static void run(String channel, Runnable wake) {
    try {
      wake.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, () -> "a listener of " + topic(channel) + " failed", e);
    }
  }

  /** A channel without its key, which is somebody's. */
  private static String topic(String channel) {
    return channel.split("\n", 2)[0];
  }
}
