package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** What a stranger's bytes may cost. */
public final class Allocation {
  /** For what is allocated whatever the input: buffers, exceptions. */
  private static final long BASE = 1024 * 1024;

  /** Bytes allocated for each byte of input, garbage included. */
  private static final long FACTOR = 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Reads an input. */
  @FunctionalInterface
  public interface Reader {
    void read() throws IOException;
  }

  /** Reads, and accepts a refusal, but no other failure and no use of memory beyond the input's. */
  public static void bounded(byte[] input, Reader reader) {
    read(reader); // loads classes
    long before = THREADS.getCurrentThreadAllocatedBytes();
    read(reader);
    long used = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(used).isLessThan(BASE + FACTOR * input.length);
  }

  private static void read(Reader reader) {
    try {
      reader.read();
    } catch (IOException | IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
