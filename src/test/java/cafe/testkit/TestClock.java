package cafe.testkit;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a cafe under test: the real time, unless a test moves it. A test that does calls
 * {@link #reset} when it is done.
 */
@Alternative
@Priority(100)
@Singleton
public class TestClock extends Clock {

  private final Clock system = Clock.systemUTC();
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
  private final AtomicInteger stops = new AtomicInteger();
  private final AtomicReference<@Nullable Instant> stopped = new AtomicReference<>();

  /** Moves the clock, also backwards. */
  public void advance(Duration by) {
    offset.updateAndGet(before -> before.plus(by));
  }

  /**
   * Stops the clock, some hours from now and each time an hour later, so that a limit that is used
   * up stays so, and is fresh again at the next stop and after {@link #reset}.
   */
  public void stop() {
    stopped.set(system.instant().plus(Duration.ofHours(stops.incrementAndGet())));
  }

  /** Goes back to the real time. */
  public void reset() {
    stopped.set(null);
    offset.set(Duration.ZERO);
  }

  @Override
  public Instant instant() {
    Instant still = stopped.get();
    return (still == null ? system.instant() : still).plus(offset.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("a test clock knows only UTC");
  }
}
