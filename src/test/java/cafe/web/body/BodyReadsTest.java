package cafe.web.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.quarkus.runtime.ShutdownEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BodyReadsTest {
  private final BodyReads reads = new BodyReads();

  @Test
  void aBodyIsWhatItWas() throws IOException {
    byte[] sent = {1, -1, 0, 3};
    InputStream body = reads.endingWithTheCafe(new ByteArrayInputStream(sent));
    assertThat(body.read()).isEqualTo(1);
    assertThat(body.read()).isEqualTo(255);
    assertThat(body.readAllBytes()).containsExactly(0, 3);
    assertThat(body.read()).isEqualTo(-1);
    assertThat(reads.waiting()).isZero();
  }

  @Test
  void aStopEndsWhoeverWaitsAndDoesNotInterruptWhatItDoesThen() throws Exception {
    try (PipedOutputStream sender = new PipedOutputStream()) {
      InputStream body = reads.endingWithTheCafe(new PipedInputStream(sender));
      CompletableFuture<CafeException> told = new CompletableFuture<>();
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread reader =
          Thread.startVirtualThread(
              () -> {
                try {
                  int unused = body.read();
                } catch (CafeException e) {
                  told.complete(e);
                } catch (IOException e) {
                  told.completeExceptionally(e);
                }
                interrupted.complete(Thread.currentThread().isInterrupted());
              });
      while (reads.waiting() == 0) {
        Thread.onSpinWait();
      }
      reads.stop(new ShutdownEvent());
      assertThat(told.get().fault()).isEqualTo(Fault.UNAVAILABLE);
      assertThat(interrupted.get()).isFalse();
      reader.join();
    }
    assertThat(reads.waiting()).isZero();
  }

  @Test
  void nothingIsReadAfterTheStop() {
    reads.stop(new ShutdownEvent());
    InputStream body = reads.endingWithTheCafe(new ByteArrayInputStream(new byte[9]));
    assertThatThrownBy(body::read).isInstanceOf(CafeException.class);
  }
}
