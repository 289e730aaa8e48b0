package cafe.libp2p;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * One bidirectional byte stream. Reading and writing may be done by different threads at once;
 * within one direction by one thread at a time.
 *
 * <p>Both directions have back-pressure: a write blocks while the peer does not read (and fails
 * with {@link java.net.SocketTimeoutException} after the write timeout), and what the peer sends
 * but we do not read is bounded by the receive window.
 */
public interface Stream extends AutoCloseable {
  Connection connection();

  /** The negotiated protocol. */
  String protocol();

  /**
   * Ends with -1 when the peer closed its side, throws {@link StreamResetException} when it reset
   * the stream or the connection was lost, and {@link java.net.SocketTimeoutException} when nothing
   * came within the read timeout; reading may go on after a timeout. {@code available()} is exact.
   */
  InputStream input();

  /** Unbuffered: each write makes at least one frame, so write whole messages. */
  OutputStream output();

  /** Closes our side; the peer reads an end, and we may read on. */
  void closeWrite() throws IOException;

  /** Aborts both directions at once. Never blocks, never throws, may be repeated. */
  void reset();

  /** Bounds each following read; zero means no bound. */
  void readTimeout(Duration timeout);

  /** Bounds each following write; zero means no bound. */
  void writeTimeout(Duration timeout);

  /**
   * Closes our side gracefully and gives up reading: what still arrives is thrown away, and if the
   * peer does not end its side in a while the stream is reset. Never blocks, never throws.
   */
  @Override
  void close();
}
