package cafe.web.body;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Fails as too large once more bytes than its limit have come out. */
public final class LimitedInputStream extends FilterInputStream {

  private final String excess;
  private final @Nullable BodyAccount account;
  private long left;

  /**
   * @param limit in bytes
   * @param excess what to tell the caller who sent more
   */
  public LimitedInputStream(InputStream in, long limit, String excess) {
    this(in, limit, excess, null);
  }

  /** Also accounts for what comes out, which is then kept in memory. */
  LimitedInputStream(InputStream in, long limit, String excess, @Nullable BodyAccount account) {
    super(in);
    this.left = limit;
    this.excess = excess;
    this.account = account;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = readOn(buffer, offset, length);
    if (read > 0) {
      count(read);
    }
    if (account != null) {
      account.came(read);
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
   * may have no end. It is dealt with when the answer has gone.
   */
  @Override
  public void close() {}

  private int readOn(byte[] buffer, int offset, int length) throws IOException {
    try {
      return super.read(buffer, offset, length);
    } catch (IOException e) {
      if (account == null) {
        throw e;
      }
      // Its sender went away, or was sent away in favour of others: no defect of the body, which
      // may be whole when it is sent again.
      throw new CafeException(Fault.REQUEST_TIMEOUT, "the body broke off", e);
    }
  }

  private void count(long read) {
    left -= read;
    if (left < 0) {
      throw new CafeException(Fault.TOO_LARGE, excess);
    }
  }
}
