package cafe.libp2p.bitswap;

import cafe.libp2p.Stream;
import cafe.libp2p.bitswap.message.MessageWriter;
import cafe.libp2p.bitswap.message.Version;
import cafe.libp2p.frames.MemoryBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to one peer on a stream of our own: a virtual thread while there is something to
 * say, nothing at all when there has not been for a while.
 */
final class PeerSender {
  /** What is said to the peer. Called by one thread at a time. */
  interface Script {
    /** Whether there is anything to say at all. */
    boolean hasWork();

    /** Opens a stream of any version to the peer. */
    Stream open() throws IOException;

    /** The next message, its blocks charged to the lease; empty if there is nothing to say. */
    Optional<MessageWriter> next(Version version, MemoryBudget.Lease lease) throws IOException;

    /** The last message has been written. */
    void sent();

    /** The peer cannot be reached or does not read; what it was to be told is lost. */
    void failed();
  }

  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Script script;
  private final MemoryBudget budget;
  private final Duration stall;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean running;
  private boolean work;
  private boolean closed;
  private volatile @Nullable Stream stream;

  PeerSender(Script script, MemoryBudget budget, Duration stall) {
    this.script = script;
    this.budget = budget;
    this.stall = stall;
  }

  /** Says that the script has something to say. */
  void wake() {
    lock.lock();
    try {
      work = true;
      if (running) {
        woken.signal();
      } else if (!closed) {
        running = true;
        Thread.startVirtualThread(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends at once; a message being written is cut off. */
  void close() {
    lock.lock();
    try {
      closed = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
    abort();
  }

  private void run() {
    boolean more = true;
    while (more) {
      try (MemoryBudget.Lease lease = budget.lease(this::abort)) {
        do {
          write(lease);
        } while (awaitWork());
        closeStream();
      } catch (IOException | RuntimeException e) {
        abort();
        stream = null;
        script.failed();
      }
      more = keepRunning();
    }
  }

  private void write(MemoryBudget.Lease lease) throws IOException {
    Stream out = stream;
    if (out == null) {
      if (!script.hasWork()) {
        return;
      }
      out = script.open();
      out.writeTimeout(stall);
      stream = out;
    }
    Version version = Version.of(out.protocol());
    Optional<MessageWriter> message = script.next(version, lease);
    while (message.isPresent()) {
      message.get().writeTo(out.output(), lease);
      script.sent();
      message = script.next(version, lease);
    }
  }

  /** False when there has been nothing to say for a while, or we are closed. */
  private boolean awaitWork() {
    lock.lock();
    try {
      long left = LINGER_NANOS;
      while (!work && !closed && left > 0) {
        left = woken.awaitNanos(left);
      }
      boolean more = work && !closed;
      work = false;
      return more;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Whether work came between the last look and the end of the thread. */
  private boolean keepRunning() {
    lock.lock();
    try {
      running = work && !closed;
      work = false;
      return running;
    } finally {
      lock.unlock();
    }
  }

  private void closeStream() {
    Stream out = stream;
    stream = null;
    if (out != null) {
      out.close();
    }
  }

  private void abort() {
    Stream out = stream;
    if (out != null) {
      out.reset();
    }
  }
}
