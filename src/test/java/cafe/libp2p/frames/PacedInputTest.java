package cafe.libp2p.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.Connection;
import cafe.libp2p.Stream;
import cafe.libp2p.frames.PacedInput.Pace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** By a clock that goes on while a byte is waited for. */
class PacedInputTest {
  private static final Pace PACE = new Pace(Duration.ofMinutes(10), Duration.ofSeconds(60), 64);

  private final SlowStream stream = new SlowStream();
  private final PacedInput in = new PacedInput(stream, PACE, () -> stream.now);

  private static void assertCut(PacedInput in) {
    assertThatThrownBy(in::read)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("peer does not finish what it has begun");
  }

  private long seconds() {
    return Duration.ofNanos(stream.now).toSeconds();
  }

  @Test
  void aMessageThatStopsIsCutWhenTheWindowIsOver() throws IOException {
    stream.wait = Duration.ZERO;
    in.readNBytes(50);
    stream.wait = Duration.ofDays(1);
    assertCut(in);
    assertThat(seconds()).isEqualTo(60);
  }

  @Test
  void aMessageThatDripsIsCutWhenTheWindowIsOver() throws IOException {
    stream.wait = Duration.ofSeconds(7);
    in.readNBytes(1 + 60 / 7);
    assertCut(in);
    assertThat(seconds()).isEqualTo(7 + 60);
  }

  @Test
  void aMessageThatGetsOnHasAnotherWindow() throws IOException {
    stream.wait = Duration.ofMillis(900);
    in.readNBytes(1 + 64);
    stream.wait = Duration.ofSeconds(59);
    assertThat(in.read()).isZero();
    stream.wait = Duration.ofDays(1);
    assertCut(in);
    assertThat(stream.now).isEqualTo(Duration.ofMillis(65 * 900).plusSeconds(60).toNanos());
  }

  @Test
  void whatCameBeforeGivesNoMoreTime() throws IOException {
    stream.wait = Duration.ZERO;
    in.readNBytes(1 + 64 * 1000);
    stream.wait = Duration.ofDays(1);
    assertCut(in);
    assertThat(seconds()).isEqualTo(60);
  }

  @Test
  void silenceBeforeAMessageIsBorneAsLongAsTheStreamMayBeIdle() throws IOException {
    stream.wait = Duration.ofMinutes(10);
    for (int i = 0; i < 3; i++) {
      assertThat(in.read()).isZero();
      in.next(false);
    }
    stream.wait = Duration.ofMinutes(10).plusNanos(1);
    assertThatThrownBy(in::read)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("peer sent nothing");
  }

  @Test
  void silenceBeforeAMessageMayHaveNoEnd() throws IOException {
    Pace patient = new Pace(Duration.ZERO, PACE.window(), PACE.least());
    PacedInput forever = new PacedInput(stream, patient, () -> stream.now);
    stream.wait = Duration.ofDays(1000);
    assertThat(forever.read()).isZero();
    assertCut(forever);
  }

  @Test
  void whatHasBegunBehindAMessageHasTheWindowToo() {
    in.next(true);
    stream.wait = Duration.ofDays(1);
    assertCut(in);
    assertThat(seconds()).isEqualTo(60);
  }

  @Test
  void theTimeInWhichWeDoNotReadDoesNotCount() throws IOException {
    stream.wait = Duration.ofSeconds(1);
    for (int i = 0; i < 30; i++) {
      assertThat(in.read()).isZero();
      stream.now += Duration.ofHours(1).toNanos();
    }
  }

  /** Whoever brings in every second what the window asks for in the mean is never cut. */
  @Property(tries = 100)
  void whoKeepsThePaceIsNotCut(
      @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 900) Integer> millis)
      throws IOException {
    SlowStream slow = new SlowStream();
    PacedInput paced = new PacedInput(slow, PACE, () -> slow.now);
    for (int wait : millis) {
      slow.wait = Duration.ofMillis(wait);
      assertThat(paced.read()).isZero();
    }
  }

  /** The frame behind one that came in the same read has begun. */
  @Test
  void aFrameReaderTellsWhereFramesBegin() throws IOException {
    stream.wait = Duration.ZERO;
    stream.bytes = new byte[] {2, 8, 1, 2};
    FrameReader reader = new FrameReader(in);
    assertThat(reader.nextFrame(10)).isTrue();
    assertThat(reader.nextField()).isTrue();
    assertThat(reader.varint()).isEqualTo(1);
    stream.wait = Duration.ofDays(1);
    assertThat(reader.nextFrame(10)).isTrue();
    assertThatThrownBy(reader::nextField).isInstanceOf(SocketTimeoutException.class);
    assertThat(seconds()).isEqualTo(60);
  }

  @Test
  void aFrameReaderWaitsForTheRestOfALengthNoLonger() {
    stream.wait = Duration.ZERO;
    stream.bytes = new byte[] {-128};
    FrameReader reader = new FrameReader(in);
    stream.after = Duration.ofDays(1);
    assertThatThrownBy(() -> reader.nextFrame(10)).isInstanceOf(SocketTimeoutException.class);
    assertThat(seconds()).isEqualTo(60);
  }

  @Test
  void aFrameReaderWaitsForTheNextFrameAsLongAsTheStreamMayBeIdle() throws IOException {
    stream.wait = Duration.ZERO;
    stream.bytes = new byte[] {0};
    FrameReader reader = new FrameReader(in);
    assertThat(reader.nextFrame(10)).isTrue();
    stream.wait = Duration.ofDays(1);
    assertThatThrownBy(() -> reader.nextFrame(10)).isInstanceOf(SocketTimeoutException.class);
    assertThat(seconds()).isEqualTo(600);
  }

  /** A stream on which every read takes some time: of these bytes, or of one zero. */
  private static final class SlowStream implements Stream {
    private long now;
    private Duration wait = Duration.ZERO;
    private Duration after = Duration.ZERO;
    private Duration timeout = Duration.ZERO;
    private byte[] bytes = {};

    @Override
    public InputStream input() {
      return new InputStream() {
        @Override
        public int read() {
          throw new AssertionError("one by one");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
          return take(target, offset, length);
        }
      };
    }

    private int take(byte[] target, int offset, int length) throws IOException {
      if (!timeout.isZero() && wait.compareTo(timeout) > 0) {
        now += timeout.toNanos();
        wait = wait.minus(timeout);
        throw new SocketTimeoutException("peer sent nothing");
      }
      now += wait.toNanos();
      if (bytes.length == 0) {
        target[offset] = 0;
        return 1;
      }
      int count = Math.min(length, bytes.length);
      System.arraycopy(bytes, 0, target, offset, count);
      bytes = new byte[0];
      wait = after.isZero() ? wait : after;
      return count;
    }

    @Override
    public void readTimeout(Duration limit) {
      timeout = limit;
    }

    @Override
    public Connection connection() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String protocol() {
      throw new UnsupportedOperationException();
    }

    @Override
    public OutputStream output() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void closeWrite() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void reset() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void writeTimeout(Duration limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }
  }
}
