package cafe.libp2p.host;

import cafe.libp2p.Connection;
import cafe.libp2p.Stream;
import cafe.libp2p.multistream.Multistream;
import cafe.libp2p.multistream.TimedInput;
import cafe.libp2p.mux.MuxedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A muxed stream that speaks one protocol. If the negotiation is lazy, the proposal goes out with
 * the first bytes written, and the answer is read before the first bytes read.
 */
final class HostStream implements Stream {
  /** Up to this size the first write and the proposal are joined into one frame. */
  private static final int JOINED = 8 * 1024;

  private static final byte[] NOTHING = {};

  private final Connection connection;
  private final MuxedStream muxed;
  private final String protocol;

  /** Held while the proposal is sent, so that nothing overtakes it. */
  private final ReentrantLock proposing = new ReentrantLock();

  /** What is still to be sent before the first bytes; null once it is on its way. */
  private volatile byte @Nullable [] proposal;

  private final InputStream in;
  private final OutputStream out;
  private volatile boolean answered;

  private HostStream(
      Connection connection, MuxedStream muxed, String protocol, byte @Nullable [] proposal) {
    this.connection = connection;
    this.muxed = muxed;
    this.protocol = protocol;
    this.proposal = proposal;
    this.answered = proposal == null;
    this.in = proposal == null ? muxed.input() : new LazyInput(muxed.input());
    this.out = proposal == null ? muxed.output() : new LazyOutput(muxed.output());
  }

  /** A stream whose protocol both sides have agreed on. */
  static HostStream negotiated(Connection connection, MuxedStream muxed, String protocol) {
    return new HostStream(connection, muxed, protocol, null);
  }

  /** A stream whose protocol the peer is known to support. */
  static HostStream lazy(Connection connection, MuxedStream muxed, String protocol) {
    return new HostStream(connection, muxed, protocol, Multistream.proposal(protocol));
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public InputStream input() {
    return in;
  }

  @Override
  public OutputStream output() {
    return out;
  }

  @Override
  public void closeWrite() throws IOException {
    propose();
    muxed.closeWrite();
  }

  @Override
  public void reset() {
    muxed.reset();
  }

  @Override
  public void readTimeout(Duration timeout) {
    muxed.readTimeout(timeout);
  }

  @Override
  public void writeTimeout(Duration timeout) {
    muxed.writeTimeout(timeout);
  }

  @Override
  public void close() {
    if (proposal != null) {
      muxed.reset(); // nothing was ever said
    } else {
      muxed.close();
    }
  }

  /**
   * Sends the proposal, joined with the first bytes if they are few; whoever comes second waits.
   *
   * @return true if the bytes have been sent too
   */
  private boolean propose(byte[] bytes, int offset, int length) throws IOException {
    if (proposal == null) {
      return false;
    }
    proposing.lock();
    try {
      byte[] pending = proposal;
      if (pending == null) {
        return false;
      }
      boolean joined = length <= JOINED;
      byte[] first = joined ? Arrays.copyOf(pending, pending.length + length) : pending;
      if (joined) {
        System.arraycopy(bytes, offset, first, pending.length, length);
      }
      muxed.output().write(first);
      proposal = null;
      return joined;
    } finally {
      proposing.unlock();
    }
  }

  private void propose() throws IOException {
    propose(NOTHING, 0, 0);
  }

  private final class LazyInput extends InputStream {
    private final InputStream plain;

    LazyInput(InputStream plain) {
      this.plain = plain;
    }

    private void awaitAnswer() throws IOException {
      if (!answered) {
        propose();
        // all of the answer has the time of one read, or it could be drawn out byte by byte
        Duration timeout = muxed.readTimeout();
        InputStream timed =
            timeout.isZero() ? plain : new TimedInput(plain, muxed::readTimeout, timeout);
        try {
          Multistream.expectAccepted(timed, protocol);
          muxed.readTimeout(timeout);
        } catch (IOException e) {
          muxed.reset(); // a negotiation that was cut off cannot be taken up again
          throw e;
        }
        answered = true;
      }
    }

    @Override
    public int read() throws IOException {
      awaitAnswer();
      return plain.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      awaitAnswer();
      return plain.read(target, offset, length);
    }

    @Override
    public int available() throws IOException {
      return answered ? plain.available() : 0;
    }
  }

  private final class LazyOutput extends OutputStream {
    private final OutputStream plain;

    LazyOutput(OutputStream plain) {
      this.plain = plain;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!propose(bytes, offset, length)) {
        plain.write(bytes, offset, length);
      }
    }

    @Override
    public void close() throws IOException {
      closeWrite();
    }
  }
}
