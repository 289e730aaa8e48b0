package cafe.directory.stream;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.PeerId;
import cafe.limits.Limit;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import cafe.wire.pb.PubSubQuery;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many queries over pubsub are answered: names of askers cost nothing, so not only by them. */
@QuarkusTest
class QueryLimitsTest {

  private static final PubSubQuery QUERY =
      PubSubQuery.newBuilder().setId("1WoPFSj3Nf2aFsKwy8p8hbVgo7W").build();

  @Inject Answers answers;
  @Inject TestClock clock;

  @BeforeEach
  void stopClock() {
    clock.stop();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private static PeerId somebody() {
    return TestDevice.create().peer();
  }

  @Test
  void ofOneAsker() {
    PeerId asker = somebody();
    for (int i = 0; i < Limit.QUERY_BY_PEER.burst(); i++) {
      assertThat(answers.accepts(asker, somebody(), QUERY)).isTrue();
    }
    assertThat(answers.accepts(asker, somebody(), QUERY)).isFalse();
    assertThat(answers.accepts(somebody(), somebody(), QUERY)).as("others").isTrue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(answers.accepts(asker, somebody(), QUERY)).as("later").isTrue();
  }

  @Test
  void ofOneNeighbourWhoeverAsks() {
    PeerId neighbour = somebody();
    for (int i = 0; i < Limit.QUERY_BY_NEIGHBOUR.burst(); i++) {
      assertThat(answers.accepts(somebody(), neighbour, QUERY)).isTrue();
    }
    assertThat(answers.accepts(somebody(), neighbour, QUERY)).isFalse();
    assertThat(answers.accepts(somebody(), somebody(), QUERY)).as("of others").isTrue();
  }

  @Test
  void ofAllTogether() {
    for (int i = 0; i < Limit.QUERY_BY_ANYBODY.burst(); i++) {
      assertThat(answers.accepts(somebody(), somebody(), QUERY)).isTrue();
    }
    assertThat(answers.accepts(somebody(), somebody(), QUERY)).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(answers.accepts(somebody(), somebody(), QUERY)).as("later").isTrue();
  }
}
