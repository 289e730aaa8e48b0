package cafe.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.multistream.Multistream;
import cafe.libp2p.mux.MuxedStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing may overtake the proposal, whichever thread sends it. */
@Timeout(300)
class LazyProposalTest {
  private static final String PROTOCOL = "/test/1.0.0";

  /** Bytes of ours: fewer than are joined with a proposal, and more. */
  @ParameterizedTest
  @ValueSource(ints = {1, 300, 8 * 1024, 8 * 1024 + 1, 16 * 1024})
  void writerWaitsWhileTheReaderProposes(int size) throws Exception {
    byte[] data = new byte[size];
    try (Race race = new Race()) {
      race.first(() -> race.stream.input().read());
      race.second(() -> race.stream.output().write(data));
      race.go();
      assertThat(race.muxed.sent()).isEqualTo(proposalAnd(data));
    }
  }

  @Test
  void closingWaitsWhileTheReaderProposes() throws Exception {
    try (Race race = new Race()) {
      race.first(() -> race.stream.input().read());
      race.second(race.stream::closeWrite);
      race.go();
      assertThat(race.muxed.sent()).isEqualTo(proposalAnd(new byte[0]));
      assertThat(race.muxed.sentAtEnd).isEqualTo(race.muxed.sent().length);
    }
  }

  @Test
  void readerDoesNotProposeWhatTheWriterIsSending() throws Exception {
    byte[] data = {1, 2, 3};
    try (Race race = new Race()) {
      race.first(() -> race.stream.output().write(data));
      race.second(() -> race.stream.input().read());
      race.muxed.release.countDown();
      race.first.join();
      race.muxed.answer();
      race.second.join();
      assertThat(race.muxed.sent()).isEqualTo(proposalAnd(data));
    }
  }

  private static byte[] proposalAnd(byte[] data) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(Multistream.proposal(PROTOCOL));
    all.writeBytes(data);
    return all.toByteArray();
  }

  /** The stream only passes it on. */
  private static Connection noConnection() {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private interface Call {
    void run() throws IOException;
  }

  /** Two threads on one lazy stream; the first is held while it sends. */
  private static final class Race implements AutoCloseable {
    final HeldStream muxed = new HeldStream();
    final HostStream stream = HostStream.lazy(noConnection(), muxed, PROTOCOL);
    Thread first = new Thread();
    Thread second = new Thread();

    void first(Call call) throws InterruptedException {
      first = start(call);
      muxed.sending.await();
    }

    /** Starts it and waits until it can go no further. */
    void second(Call call) {
      second = start(call);
      while (second.getState() == Thread.State.NEW || second.getState() == Thread.State.RUNNABLE) {
        Thread.onSpinWait();
      }
    }

    /** Lets the first send, and ends both. */
    void go() throws InterruptedException {
      muxed.release.countDown();
      second.join();
      muxed.answer();
      first.join();
    }

    private static Thread start(Call call) {
      return Thread.ofPlatform()
          .start(
              () -> {
                try {
                  call.run();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }

    @Override
    public void close() {
      muxed.release.countDown();
      muxed.reset();
    }
  }

  /** A stream whose first data frame is held until it is released. */
  private static final class HeldStream extends MuxedStream {
    final CountDownLatch sending = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    volatile int sentAtEnd = -1;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    HeldStream() {
      super(Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    byte[] sent() {
      return sent.toByteArray();
    }

    /** The peer accepts, sends a byte and ends. */
    void answer() {
      deliver(ByteBuffer.wrap(proposalAnd(new byte[1])));
      remoteEnded();
    }

    @Override
    protected int sendable() {
      return MAX_DATA;
    }

    @Override
    protected void sendData(byte[] bytes, int offset, int count, long deadline) throws IOException {
      try {
        if (sending.getCount() > 0) {
          sending.countDown();
          release.await();
        }
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      sent.write(bytes, offset, count);
    }

    @Override
    protected void beforeData(int count) {}

    @Override
    protected void sendEnd() {
      sentAtEnd = sent.size();
    }

    @Override
    protected void sendReset() {}

    @Override
    protected void consumed(int count, int left) {}

    @Override
    protected void ended() {}
  }
}
