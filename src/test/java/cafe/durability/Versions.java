package cafe.durability;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Values that replaced each other: at a moment the newest that was acknowledged by then is current,
 * or a newer one that had been asked for.
 *
 * @param <T> a value
 */
final class Versions<T> {
  private final List<Promise<T>> all = new CopyOnWriteArrayList<>();

  /** A value that is going to be sent. */
  Promise<T> next(T value) {
    Promise<T> promise = new Promise<>(value);
    all.add(promise);
    return promise;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Whether there must be a value at a moment. */
  boolean mustBe(long at) {
    return newest(at) >= 0;
  }

  /** Whether a value may be the current one at a moment. */
  boolean mayBe(Predicate<T> current, long at) {
    int from = Math.max(0, newest(at));
    return all.subList(from, all.size()).stream()
        .anyMatch(version -> version.mayBe(at) && current.test(version.thing()));
  }

  /** The newest one that was acknowledged by a moment. */
  T acknowledged(long at) {
    return all.get(newest(at)).thing();
  }

  private int newest(long at) {
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).mustBe(at)) {
        return i;
      }
    }
    return -1;
  }
}
