package cafe.storage.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body that must get on: what it is waited for is counted, not what is done between reads. A read
 * that brings nothing at all is ended by the server's own time limit, as an {@link IOException}.
 */
final class PacedInputStream extends FilterInputStream {
  private final long window;
  private final long least;
  private long waited;
  private long read;

  /**
   * @param window in which, waiting, at least so many bytes must come
   * @param least bytes
   */
  PacedInputStream(InputStream in, Duration window, long least) {
    super(in);
    this.window = window.toNanos();
    this.least = least;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    long begin = System.nanoTime();
    int count = super.read(to, offset, length);
    waited += System.nanoTime() - begin;
    read += Math.max(count, 0);
    if (waited >= window) {
      if (count >= 0 && read < least) {
        throw new CafeException(Fault.REQUEST_TIMEOUT, "the upload is too slow");
      }
      waited = 0;
      read = 0;
    }
    return count;
  }
}
