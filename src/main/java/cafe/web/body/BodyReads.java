package cafe.web.body;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Threads that wait for bodies. A cafe that stops waits for its threads, but not for senders, who
 * may take their time or have left unnoticed.
 */
@ApplicationScoped
class BodyReads {

  /** Whoever is in here waits for a sender, and may be interrupted. */
  private final ConcurrentHashMap<Thread, Boolean> waiting = new ConcurrentHashMap<>();

  private volatile boolean stopping;

  /**
   * A body whose reads end when the cafe stops, with {@link Fault#UNAVAILABLE}. Its bytes are read
   * by the caller's thread, one at a time; closing it does nothing.
   */
  InputStream endingWithTheCafe(InputStream body) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        return BodyReads.this.read(body, to, offset, length);
      }
    };
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    for (Thread reader : waiting.keySet()) {
      // Atomic with leaving: no thread is interrupted in what it does later.
      waiting.computeIfPresent(
          reader,
          (thread, is) -> {
            thread.interrupt();
            return is;
          });
    }
  }

  /** How many threads wait now. */
  int waiting() {
    return waiting.size();
  }

  private int read(InputStream body, byte[] to, int offset, int length) throws IOException {
    Thread reader = Thread.currentThread();
    waiting.put(reader, Boolean.TRUE);
    try {
      if (stopping) {
        throw new CafeException(Fault.UNAVAILABLE, "stopping");
      }
      return body.read(to, offset, length);
    } catch (IOException e) {
      if (stopping) {
        throw new CafeException(Fault.UNAVAILABLE, "stopping", e);
      }
      throw e;
    } finally {
      waiting.remove(reader);
      if (stopping) {
        boolean unused = Thread.interrupted();
      }
    }
  }
}
