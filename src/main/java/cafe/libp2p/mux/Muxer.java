package cafe.libp2p.mux;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The streams of one connection. */
public interface Muxer {
  /**
   * Reads frames until the connection ends; the caller gives it a thread.
   *
   * @param first bytes read already
   */
  void runReader(@Nullable ByteBuffer first);

  /** Writes frames until the connection ends, then closes it; the caller gives it a thread. */
  void runWriter();

  /** Opens a stream; nothing is sent before the first write. */
  MuxedStream open() throws IOException;

  /** Streams open now, of both sides. */
  int streams();

  /** When a stream last sent or received data, by {@link System#nanoTime}. */
  long lastData();

  boolean isOpen();

  /** True if new streams can be opened: open, and the peer has not said good-bye. */
  boolean accepts();

  /**
   * Called every second or so, for what needs no timer of its own: keep-alive, lingering streams, a
   * peer that takes nothing.
   *
   * @param now {@link System#nanoTime}
   */
  void tick(long now);

  /** Sends what is queued, says good-bye and closes; returns at once. */
  void close();

  /** Closes without ceremony; streams fail with that reason. */
  void fail(IOException reason);
}
