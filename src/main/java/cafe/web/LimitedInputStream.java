package cafe.web;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails as too large once more bytes than its limit have come out. */
public final class LimitedInputStream extends FilterInputStream {

  private final String excess;
  private long left;

  /**
   * @param limit in bytes
   * @param excess what to tell the caller who sent more
   */
  public LimitedInputStream(InputStream in, long limit, String excess) {
    super(in);
    this.left = limit;
    this.excess = excess;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      count(1);
    }
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 0) {
      count(read);
    }
    return read;
  }

  @Override
  public long skip(long n) throws IOException {
    long skipped = super.skip(n);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /**
   * Leaves the body alone: closing it would read its rest, and the rest of a body that is refused
   * may have no end. {@link HttpFilters} deals with it.
   */
  @Override
  public void close() {}

  private void count(long read) {
    left -= read;
    if (left < 0) {
      throw new CafeException(Fault.TOO_LARGE, excess);
    }
  }
}
