package cafe.web.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.BodyLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BodyAccountTest {

  /** One account, and what became of it. */
  private static final class Book implements BodyLimits.Memory, BodyLimits.Account {
    private final AtomicInteger bytes = new AtomicInteger();
    private volatile int accounts;
    private volatile boolean complete;

    @Override
    public BodyLimits.Account open(Runnable abort) {
      accounts = 1;
      return this;
    }

    @Override
    public long used() {
      return bytes.get();
    }

    @Override
    public int accounts() {
      return accounts;
    }

    @Override
    public void grow(int more) {
      bytes.addAndGet(more);
    }

    @Override
    public void complete() {
      complete = true;
    }

    @Override
    public void close() {
      bytes.set(0);
      accounts = 0;
    }
  }

  private final Book book = new Book();
  private final BodyAccount account = new BodyAccount();

  private InputStream body(int length, long declared) {
    account.open(book, () -> {}, declared);
    return new LimitedInputStream(
        new ByteArrayInputStream(new byte[length]), 1000, "too long", account);
  }

  @Test
  void aBodyThatHasNotAllComeIsGivenBackWithItsRequest() throws IOException {
    assertThat(body(150, 200).readNBytes(100)).hasSize(100);
    assertThat(book.used()).isEqualTo(200);
    assertThat(book.complete).isFalse();
    account.end(false);
    assertThat(book.accounts()).isZero();
    assertThat(book.used()).isZero();
  }

  @Test
  void aWholeBodyIsHeldUntilItsMethodHasEnded() throws Exception {
    InputStream body = body(100, -1);
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch used = new CountDownLatch(1);
    Thread method =
        Thread.startVirtualThread(
            () -> {
              try {
                assertThat(body.readAllBytes()).hasSize(100);
                read.countDown();
                used.await();
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    read.await();
    account.end(false);
    assertThat(book.complete).isTrue();
    assertThat(book.used()).isEqualTo(200);
    used.countDown();
    method.join();
    while (book.accounts() > 0) {
      Thread.sleep(10); // bounded by the test's own time limit
    }
    assertThat(book.used()).isZero();
  }

  @Test
  void anAnswerEndsEveryUse() throws IOException {
    assertThat(body(100, -1).readAllBytes()).hasSize(100);
    account.end(true);
    assertThat(book.accounts()).isZero();
  }

  @Test
  void aBodyIsWholeOnceWhatWasDeclaredHasCome() throws IOException {
    InputStream body = body(100, 100);
    assertThat(body.readNBytes(99)).hasSize(99);
    assertThat(book.complete).isFalse();
    assertThat(body.read()).isZero();
    assertThat(book.complete).isTrue();
  }

  @Test
  void noAccountIsOpenedForWhoHasGone() {
    account.end(false);
    assertThatThrownBy(() -> account.open(book, () -> {}, 1))
        .isInstanceOfSatisfying(
            CafeException.class, e -> assertThat(e.fault()).isEqualTo(Fault.REQUEST_TIMEOUT));
    assertThat(book.accounts()).isZero();
  }

  @Test
  void whatComesAfterTheEndIsNotWhole() throws IOException {
    InputStream body = body(0, -1);
    account.end(false);
    assertThatThrownBy(body::read)
        .isInstanceOfSatisfying(
            CafeException.class, e -> assertThat(e.fault()).isEqualTo(Fault.REQUEST_TIMEOUT));
    assertThat(book.complete).isFalse();
  }
}
