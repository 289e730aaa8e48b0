package cafe.libp2p.frames;

import cafe.libp2p.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A stream's messages: silence before one is borne as long as the stream may be idle, but what has
 * begun must get on, so that nobody holds a place by half a message, nor by sending it byte after
 * byte. Only the time in which we wait for the peer counts. Not thread-safe.
 */
public final class PacedInput extends InputStream {
  /**
   * How fast a message must come.
   *
   * @param idle how long it may be waited for; zero: for ever
   * @param window how long the next so many bytes may be waited for once it has begun, or its rest
   * @param least so many bytes
   */
  public record Pace(Duration idle, Duration window, long least) {
    public Pace {
      if (!window.isPositive()) {
        throw new IllegalArgumentException("no time for the rest of a message");
      }
    }
  }

  private static final String UNFINISHED = "peer does not finish what it has begun";

  private final Stream stream;
  private final InputStream in;
  private final Pace pace;
  private final LongSupplier nanoTime;

  /** Whether the next byte is inside a message. */
  private boolean begun;

  /** What has been waited and has come since the window began. */
  private long waited;

  private long came;

  /** Reads a stream of which a message is to begin. Sets its read timeout from now on. */
  public PacedInput(Stream stream, Pace pace) {
    this(stream, pace, System::nanoTime);
  }

  PacedInput(Stream stream, Pace pace, LongSupplier nanoTime) {
    this.stream = stream;
    this.in = stream.input();
    this.pace = pace;
    this.nanoTime = nanoTime;
  }

  /**
   * A message is complete.
   *
   * @param more whether bytes of the next one have been read already
   */
  public void next(boolean more) {
    begun = more;
    window();
  }

  private void window() {
    waited = 0;
    came = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Reads some bytes.
   *
   * @throws SocketTimeoutException if the stream was idle for too long, or the peer does not finish
   *     what it has begun
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (begun) {
      return readRest(target, offset, length);
    }
    stream.readTimeout(pace.idle());
    int count = in.read(target, offset, length);
    begun = true;
    return count;
  }

  private int readRest(byte[] target, int offset, int length) throws IOException {
    long left = pace.window().toNanos() - waited;
    if (left <= 0) {
      throw new SocketTimeoutException(UNFINISHED);
    }
    stream.readTimeout(Duration.ofNanos(left));
    long start = nanoTime.getAsLong();
    int count;
    try {
      count = in.read(target, offset, length);
    } catch (SocketTimeoutException e) {
      SocketTimeoutException late = new SocketTimeoutException(UNFINISHED);
      late.initCause(e);
      throw late;
    }
    waited += nanoTime.getAsLong() - start;
    came += Math.max(0, count);
    if (came >= pace.least()) {
      window();
    }
    return count;
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }
}
