package cafe.durability;

/**
 * One thing that a cafe was asked to keep, perhaps promised to keep, perhaps was asked to remove.
 * Times are microseconds since 1970. Written by one thread at a time, read by others.
 *
 * @param <T> what it is
 */
final class Promise<T> {
  private static final long NEVER = Long.MAX_VALUE;

  private final T thing;
  private final long asked;
  private volatile long acknowledged = NEVER;
  private volatile long removalAsked = NEVER;
  private volatile long removed = NEVER;

  Promise(T thing) {
    this.thing = thing;
    this.asked = Ledger.now();
  }

  T thing() {
    return thing;
  }

  void acknowledge() {
    acknowledged = Math.min(acknowledged, Ledger.now());
  }

  void askRemoval() {
    removalAsked = Math.min(removalAsked, Ledger.now());
  }

  void remove() {
    removed = Math.min(removed, Ledger.now());
  }

  boolean isOpen() {
    return acknowledged != NEVER && removalAsked == NEVER;
  }

  /** Whether it may be found at a moment. */
  boolean mayBe(long at) {
    return asked <= at && removed > at;
  }

  /** Whether it must be found at a moment. */
  boolean mustBe(long at) {
    return acknowledged <= at && removalAsked > at;
  }

  /** Whether it was removed by a moment. */
  boolean mustNotBe(long at) {
    return removed <= at;
  }
}
