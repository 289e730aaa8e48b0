package cafe.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Multiaddr;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class DialBackoffTest {
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001");

  private final DialBackoff backoff = new DialBackoff();

  private static Multiaddr address(int port) {
    return Multiaddr.parse("/ip4/192.0.2.1/tcp/" + port);
  }

  /** After so many failures it is let be for so many seconds; times may wrap around. */
  @ParameterizedTest
  @CsvSource({"1,5", "2,20", "3,45", "7,245", "8,300", "200,300"})
  void thePauseGrowsWithTheSquareOfTheFailuresUpToFiveMinutes(int failures, int seconds) {
    long now = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();
    assertThat(backoff.blocks(ADDRESS, now)).isFalse();
    for (int i = 0; i < failures; i++) {
      backoff.failed(ADDRESS, now);
    }
    long pause = Duration.ofSeconds(seconds).toNanos();
    assertThat(backoff.blocks(ADDRESS, now)).isTrue();
    assertThat(backoff.blocks(ADDRESS, now + pause - 1)).isTrue();
    assertThat(backoff.blocks(ADDRESS, now + pause)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 1, -1})
  void aSuccessForgetsAll(long now) {
    backoff.failed(ADDRESS, now);
    backoff.failed(ADDRESS, now);
    backoff.succeeded(ADDRESS);
    assertThat(backoff.blocks(ADDRESS, now)).isFalse();
    backoff.failed(ADDRESS, now);
    assertThat(backoff.blocks(ADDRESS, now + Duration.ofSeconds(5).toNanos())).isFalse();
  }

  /** The most recent failures are remembered; a stranger's list of addresses costs no more. */
  @Test
  void soManyAreRememberedAndNoMore() {
    for (int port = 1; port <= 5000; port++) {
      backoff.failed(address(port), 0);
    }
    assertThat(backoff.blocks(address(5000 - 4096), 1)).isFalse();
    assertThat(backoff.blocks(address(5000 - 4095), 1)).isTrue();
    assertThat(backoff.blocks(address(5000), 1)).isTrue();
  }
}
