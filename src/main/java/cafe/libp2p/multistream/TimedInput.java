package cafe.libp2p.multistream;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads a stream within one time for all reads together, so that a peer cannot draw things out by
 * sending byte after byte.
 */
public final class TimedInput extends InputStream {
  private final InputStream in;
  private final Consumer<Duration> readTimeout;
  private final long deadline;

  /**
   * Makes one.
   *
   * @param readTimeout sets the time-out of the stream's next read
   */
  public TimedInput(InputStream in, Consumer<Duration> readTimeout, Duration total) {
    this.in = in;
    this.readTimeout = readTimeout;
    this.deadline = System.nanoTime() + total.toNanos();
  }

  private void limit() throws SocketTimeoutException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("peer takes too long");
    }
    readTimeout.accept(Duration.ofNanos(left));
  }

  @Override
  public int read() throws IOException {
    limit();
    return in.read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    limit();
    return in.read(target, offset, length);
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }
}
