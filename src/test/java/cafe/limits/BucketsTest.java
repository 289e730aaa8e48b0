package cafe.limits;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.FakeClock;
import java.time.Duration;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BucketsTest {

  private final FakeClock clock = new FakeClock();

  private Buckets buckets(int burst, int perMinute, int maxKeys) {
    return new Buckets(burst, perMinute, maxKeys, Limit.WhenCrowded.WAIT, clock);
  }

  private static int taken(Buckets buckets, String key, int attempts) {
    return (int) IntStream.range(0, attempts).filter(i -> buckets.tryTake(key)).count();
  }

  @Test
  void givesTheBurstAndNoMore() {
    Buckets buckets = buckets(5, 60, 10);
    assertThat(taken(buckets, "a", 100)).isEqualTo(5);
    assertThat(taken(buckets, "b", 100)).as("keys are apart").isEqualTo(5);
  }

  @Test
  void tellsWhetherThereIsAnyWithoutTakingIt() {
    Buckets buckets = buckets(2, 60, 1);
    for (int i = 0; i < 10; i++) {
      assertThat(buckets.has("a")).isTrue();
    }
    assertThat(taken(buckets, "a", 100)).isEqualTo(2);
    assertThat(buckets.has("a")).isFalse();
    assertThat(buckets.has("b")).as("no room: wait").isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(buckets.has("a")).isTrue();
    assertThat(taken(buckets, "a", 100)).isEqualTo(1);
    clock.advance(Duration.ofDays(-1));
    assertThat(buckets.has("a")).as("a clock set back locks nobody out").isTrue();
    assertThat(buckets(0, 60, 1).has("a")).as("switched off").isTrue();
  }

  @Test
  void refillsWithTime() {
    Buckets buckets = buckets(5, 60, 10);
    taken(buckets, "a", 100);
    clock.advance(Duration.ofMillis(999));
    assertThat(taken(buckets, "a", 100)).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(taken(buckets, "a", 100)).isEqualTo(1);
    clock.advance(Duration.ofHours(1));
    assertThat(taken(buckets, "a", 100)).as("never more than the burst").isEqualTo(5);
  }

  @Property(tries = 50)
  void neverGivesMoreThanBurstAndRate(
      @ForAll @IntRange(min = 1, max = 50) int burst,
      @ForAll @IntRange(min = 1, max = 6_000) int perMinute,
      @ForAll @IntRange(min = 1, max = 500) int steps) {
    Buckets buckets = buckets(burst, perMinute, 10);
    int taken = 0;
    for (int i = 0; i < steps; i++) {
      taken += taken(buckets, "a", 2);
      clock.advance(Duration.ofMillis(7));
    }
    assertThat(taken).isLessThanOrEqualTo(burst + (int) (steps * 7L * perMinute / 60_000) + 1);
  }

  @Test
  void aClockSetBackLocksNobodyOut() {
    Buckets buckets = buckets(5, 60, 10);
    taken(buckets, "a", 1);
    clock.advance(Duration.ofDays(-1));
    assertThat(taken(buckets, "a", 100)).isEqualTo(5);
    assertThat(taken(buckets, "a", 100)).isZero();
    clock.advance(Duration.ofSeconds(5));
    assertThat(taken(buckets, "a", 100)).isEqualTo(5);
  }

  @Test
  void remembersOnlySoManyKeys() {
    Buckets buckets = buckets(5, 60, 100);
    for (int i = 0; i < 10_000; i++) {
      buckets.tryTake("key " + i);
    }
    assertThat(buckets.keys()).isEqualTo(100);
    assertThat(buckets.tryTake("new")).as("no room: wait").isFalse();
    assertThat(buckets.tryTake("key 1")).as("those known go on").isTrue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(buckets.tryTake("new")).as("full buckets were forgotten").isTrue();
    assertThat(buckets.keys()).isEqualTo(1);
  }

  @Test
  void aCrowdedCourtesyLetsPass() {
    Buckets buckets = new Buckets(5, 60, 1, Limit.WhenCrowded.PASS, clock);
    buckets.tryTake("first");
    assertThat(taken(buckets, "second", 100)).isEqualTo(100);
    assertThat(taken(buckets, "first", 100)).isEqualTo(4);
  }

  @Test
  void zeroSwitchesOff() {
    assertThat(taken(buckets(0, 60, 1), "a", 1_000)).isEqualTo(1_000);
  }
}
