package cafe.web;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that fails as too large once more than its limit has been read. */
final class LimitedInputStream extends FilterInputStream {

  private final long limit;
  private long count;

  LimitedInputStream(InputStream in, long limit) {
    super(in);
    this.limit = limit;
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

  private void count(long read) {
    count += read;
    if (count > limit) {
      throw new CafeException(Fault.TOO_LARGE, "the body may have at most " + limit + " bytes");
    }
  }
}
