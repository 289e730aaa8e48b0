package cafe.directory.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AnsweringThreadsTest {

  private final AnsweringThreads helpers = new AnsweringThreads();
  private final CountDownLatch patience = new CountDownLatch(1);

  private void waitForPeer() {
    try {
      patience.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void onePeerThatNeverAnswersHoldsUpNobodyElse() throws InterruptedException {
    assertThat(helpers.start(this::waitForPeer)).isTrue();
    CountDownLatch answered = new CountDownLatch(1);
    assertThat(helpers.start(answered::countDown)).isTrue();
    answered.await();
    patience.countDown();
  }

  @Test
  void thereAreOnlySoManyAndEachComesBackEvenAfterAFailure() {
    for (int i = 0; i < AnsweringThreads.MOST; i++) {
      assertThat(
              helpers.start(
                  () -> {
                    waitForPeer();
                    throw new LinkageError("expected by this test");
                  }))
          .isTrue();
    }
    assertThat(helpers.start(() -> {})).isFalse();
    patience.countDown();
    // Waits until the first of them is back.
    while (!helpers.start(() -> {})) {
      Thread.onSpinWait();
    }
  }
}
