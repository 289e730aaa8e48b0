package cafe.peer.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.libp2p.LimitExceededException;
import cafe.libp2p.frames.MemoryBudget;
import cafe.peer.PeerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Function;

/** Reads envelopes as they arrive: one that is announced long and comes slowly holds little. */
@ApplicationScoped
class EnvelopeBodies {

  private static final int PIECE = 16 * 1024;

  private final MemoryBudget memory;

  EnvelopeBodies(PeerConfig config) {
    this.memory = new MemoryBudget(config.requestMemory().asLongValue());
  }

  /**
   * Reads a body to its end and uses it while its memory is accounted for.
   *
   * @param abort ends the request if others need its memory more
   */
  byte[] use(InputStream body, Runnable abort, Function<byte[], byte[]> use) {
    try (MemoryBudget.Lease lease = memory.lease(abort)) {
      byte[] envelope = read(body, lease);
      lease.pin(true);
      return use.apply(envelope);
    } catch (LimitExceededException e) {
      throw new CafeException(Fault.OVERLOADED, "no memory for this request now", e);
    } catch (IOException e) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "the body broke off", e);
    }
  }

  private static byte[] read(InputStream body, MemoryBudget.Lease lease) throws IOException {
    byte[] bytes = {};
    int length = 0;
    while (true) {
      if (length == bytes.length) {
        int more = Math.max(PIECE, length);
        lease.grow(more);
        bytes = Arrays.copyOf(bytes, length + more);
      }
      int read = body.read(bytes, length, bytes.length - length);
      if (read < 0) {
        return Arrays.copyOf(bytes, length);
      }
      length += read;
      lease.progress();
    }
  }
}
