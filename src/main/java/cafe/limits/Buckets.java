package cafe.limits;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Token buckets of one limit, by key, as a generic cell rate algorithm: a bucket is the one time at
 * which it will be full again.
 */
final class Buckets {

  private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);
  private static final long SWEEP_PAUSE = TimeUnit.SECONDS.toMicros(1);

  private final int burst;
  private final long interval;
  private final int maxKeys;
  private final Limit.WhenCrowded whenCrowded;
  private final Clock clock;
  private final ConcurrentHashMap<String, AtomicLong> fullAt = new ConcurrentHashMap<>();
  private final AtomicLong sweptAt = new AtomicLong(Long.MIN_VALUE);

  Buckets(int burst, int perMinute, int maxKeys, Limit.WhenCrowded whenCrowded, Clock clock) {
    if (burst < 0 || perMinute < 1 || maxKeys < 1) {
      throw new IllegalArgumentException("a limit needs a burst, a rate and room for keys");
    }
    this.burst = burst;
    this.interval = Math.max(1, MINUTE / perMinute);
    this.maxKeys = maxKeys;
    this.whenCrowded = whenCrowded;
    this.clock = clock;
  }

  boolean tryTake(String key) {
    if (burst == 0) {
      return true;
    }
    long now = now();
    AtomicLong bucket = fullAt.get(key);
    if (bucket == null) {
      if (isCrowded(now)) {
        return whenCrowded == Limit.WhenCrowded.PASS;
      }
      bucket = fullAt.computeIfAbsent(key, unused -> new AtomicLong(now));
    }
    return take(bucket, now);
  }

  /** Whether {@link #tryTake} would give one now; takes none. */
  boolean has(String key) {
    if (burst == 0) {
      return true;
    }
    long now = now();
    AtomicLong bucket = fullAt.get(key);
    if (bucket == null) {
      return !isCrowded(now) || whenCrowded == Limit.WhenCrowded.PASS;
    }
    return next(bucket.get(), now) - now <= depth();
  }

  private boolean take(AtomicLong bucket, long now) {
    while (true) {
      long full = bucket.get();
      long next = next(full, now);
      if (next - now > depth()) {
        return false;
      }
      if (bucket.compareAndSet(full, next)) {
        return true;
      }
    }
  }

  private long depth() {
    return burst * interval;
  }

  /** When the bucket will be full again if one is taken. */
  private long next(long full, long now) {
    // The clock was set back: nobody is locked out for that, so the bucket is full again.
    boolean setBack = full > now + depth();
    return (setBack ? now : Math.max(full, now)) + interval;
  }

  /** Whether there is no room for another key, even after forgetting those with full buckets. */
  private boolean isCrowded(long now) {
    if (fullAt.mappingCount() < maxKeys) {
      return false;
    }
    long last = sweptAt.get();
    boolean due = now - SWEEP_PAUSE >= last || now < last;
    if (due && sweptAt.compareAndSet(last, now)) {
      fullAt.values().removeIf(bucket -> bucket.get() <= now);
    }
    return fullAt.mappingCount() >= maxKeys;
  }

  int keys() {
    return fullAt.size();
  }

  private long now() {
    Instant instant = clock.instant();
    return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + instant.getNano() / 1_000;
  }
}
