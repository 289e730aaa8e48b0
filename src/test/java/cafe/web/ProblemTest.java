package cafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

  /** Whoever may come back is told when; whoever would be refused again is not asked to. */
  @ParameterizedTest
  @EnumSource(Fault.class)
  void onlyWhatPassesIsToBeTriedAgain(Fault fault) {
    assertThat(Problem.retryAfter(fault).isPresent()).isEqualTo(fault.retryable());
    Problem.retryAfter(fault).ifPresent(after -> assertThat(after).matches("[1-9][0-9]?"));
  }
}
