package cafe.limits;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.testkit.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  private final FakeClock clock = new FakeClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FaultLog faults = new FaultLog(clock, meters);
  private final Recorder log = new Recorder();

  private record Line(
      System.Logger.Level level, @Nullable String words, @Nullable Throwable cause) {}

  /** What an operator reads, who has not asked for more. */
  private static final class Recorder implements System.Logger {
    private final List<Line> lines = new ArrayList<>();
    private boolean debugging;

    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return debugging || level.getSeverity() >= Level.INFO.getSeverity();
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, @Nullable String words, Throwable cause) {
      lines.add(new Line(level, words, cause));
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, @Nullable String words, Object... values) {
      lines.add(new Line(level, words, null));
    }
  }

  private void refuse(Fault fault, int times) {
    for (int i = 0; i < times; i++) {
      faults.tell(log, new CafeException(fault, "no"), () -> fault.code() + ": no");
    }
  }

  private double counted(Fault fault) {
    return meters.get("cafe.faults").tag("code", fault.code()).counter().count();
  }

  @Test
  void strangersDoNotFillTheLog() {
    refuse(Fault.ACCESS_TOKEN_INVALID, 1000);
    assertThat(log.lines).hasSize(FaultLog.MOST);
    assertThat(log.lines.getFirst().words()).isEqualTo("access-token-invalid: no");
    assertThat(counted(Fault.ACCESS_TOKEN_INVALID)).isEqualTo(1000);

    refuse(Fault.OVERLOADED, 1);
    assertThat(log.lines).as("of another fault").hasSize(FaultLog.MOST + 1);
  }

  @Test
  void theNextMinuteTellsHowManyThereWere() {
    refuse(Fault.RATE_LIMITED, FaultLog.MOST + 7);
    clock.advance(Duration.ofMinutes(1));
    log.lines.clear();
    refuse(Fault.RATE_LIMITED, 2);
    assertThat(log.lines)
        .extracting(Line::words)
        .containsExactly("rate-limited: no (and 7 before that were not told)", "rate-limited: no");
  }

  @Test
  void whoeverLooksForADefectGetsAll() {
    log.debugging = true;
    refuse(Fault.ACCESS_TOKEN_INVALID, 100);
    refuse(Fault.NOT_FOUND, 100);
    assertThat(log.lines).hasSize(200);
    assertThat(log.lines.subList(FaultLog.MOST, 200))
        .allMatch(line -> line.level() == System.Logger.Level.DEBUG);
  }

  @Test
  void defectsAreToldAlwaysAndWithTheirCause() {
    refuse(Fault.INTERNAL, FaultLog.MOST * 2);
    assertThat(log.lines)
        .hasSize(FaultLog.MOST * 2)
        .allMatch(line -> line.level() == System.Logger.Level.ERROR)
        .allMatch(line -> line.cause() instanceof CafeException);
    IllegalStateException cause = new IllegalStateException("the disk");
    faults.tell(log, new CafeException(Fault.UNAVAILABLE, "no", cause), () -> "no");
    assertThat(log.lines.getLast().cause()).isSameAs(cause);
  }
}
