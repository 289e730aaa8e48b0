package cafe.web;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Fails as too large once more bytes than its limit have come out. */
public final class LimitedInputStream extends FilterInputStream {

  private final String excess;
  private final BodyLimits.@Nullable Account memory;
  private long left;

  /**
   * @param limit in bytes
   * @param excess what to tell the caller who sent more
   */
  public LimitedInputStream(InputStream in, long limit, String excess) {
    this(in, limit, excess, null);
  }

  /** Also accounts for what comes out, which is then kept in memory. */
  LimitedInputStream(
      InputStream in, long limit, String excess, BodyLimits.@Nullable Account memory) {
    super(in);
    this.left = limit;
    this.excess = excess;
    this.memory = memory;
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
    account(read);
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

  private int readOn(byte[] buffer, int offset, int length) throws IOException {
    try {
      return super.read(buffer, offset, length);
    } catch (IOException e) {
      if (memory == null) {
        throw e;
      }
      // Its sender went away, or was sent away in favour of others: no defect of ours.
      throw new CafeException(Fault.REQUEST_MALFORMED, "the body broke off", e);
    }
  }

  private void account(int read) {
    if (memory == null) {
      return;
    }
    if (read < 0) {
      memory.complete();
    } else {
      // Once in the pieces that come, once in the whole.
      memory.grow(2 * read);
    }
  }

  private void count(long read) {
    left -= read;
    if (left < 0) {
      throw new CafeException(Fault.TOO_LARGE, excess);
    }
  }
}
