package cafe.libp2p.pubsub;

import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Stream;
import cafe.libp2p.UnreachablePeerException;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.pubsub.rpc.Part;
import cafe.libp2p.pubsub.rpc.RpcReader;
import cafe.libp2p.pubsub.rpc.RpcWriter;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said to one peer, and the virtual thread that says it on a stream of our own. When
 * the peer reads too slowly messages are dropped; when it does not read at all, the stream.
 */
final class PeerQueue {
  /** What becomes of the stream. Called without a lock. */
  interface Events {
    /** It is open. Returns what to say first. */
    List<Part> opened(PeerQueue queue, PubsubProtocol protocol);

    /** It cannot be opened, or has broken too often. */
    void failed(PeerQueue queue);
  }

  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 3;

  /** Room for the frame around several parts. */
  private static final int SLACK = 64;

  /** Control is small and must not be lost to messages that fill the queue. */
  private static final int CONTROL_RESERVE = 512 * 1024;

  private final Host host;
  private final PeerId peer;
  private final PubsubLimits limits;
  private final Events events;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Part> parts = new ArrayDeque<>();
  private int bytes;
  private boolean closed;
  private volatile @Nullable Stream stream;

  PeerQueue(Host host, PeerId peer, PubsubLimits limits, Events events) {
    this.host = host;
    this.peer = peer;
    this.limits = limits;
    this.events = events;
  }

  PeerId peer() {
    return peer;
  }

  /** True if its stream belongs to that connection. */
  @SuppressWarnings("ReferenceEquality")
  boolean uses(Connection connection) {
    Stream out = stream;
    return out != null && out.connection() == connection;
  }

  void start() {
    Thread.startVirtualThread(this::run);
  }

  /** False if there is no room for the part. */
  boolean offer(Part part) {
    boolean message = part instanceof Part.Publish;
    int capacity = limits.queueBytes() + (message ? 0 : CONTROL_RESERVE);
    lock.lock();
    try {
      if (closed || (bytes > 0 && bytes + part.size() > capacity)) {
        return false;
      }
      parts.add(part);
      bytes += part.size();
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      parts.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Stream out = stream;
    if (out != null) {
      out.reset();
    }
  }

  private void run() {
    for (int attempt = 1; attempt <= ATTEMPTS && !isClosed(); attempt++) {
      try {
        write(open());
        return;
      } catch (SocketTimeoutException e) {
        // it does not read, and would not on another stream
        break;
      } catch (IOException | RuntimeException e) {
        if (host.connection(peer).isEmpty() || !pause(attempt)) {
          break;
        }
      }
    }
    events.failed(this);
  }

  private Stream open() throws IOException {
    Stream out =
        host.connection(peer)
            .orElseThrow(() -> new UnreachablePeerException("peer has gone"))
            .newStream(OPEN_TIMEOUT, PubsubProtocol.ids());
    out.writeTimeout(limits.stall());
    stream = out;
    return out;
  }

  private void write(Stream out) throws IOException {
    try {
      RpcWriter greeting = new RpcWriter();
      events.opened(this, PubsubProtocol.of(out.protocol())).forEach(greeting::add);
      greeting.writeTo(out.output(), MemoryBudget.FREE);
      List<Part> next = take();
      while (!next.isEmpty()) {
        RpcWriter rpc = new RpcWriter();
        next.forEach(rpc::add);
        rpc.writeTo(out.output(), MemoryBudget.FREE);
        next = take();
      }
      out.close();
    } catch (IOException | RuntimeException e) {
      out.reset();
      throw e;
    }
  }

  /** Waits for parts and takes as many as fit into an RPC; none if closed. */
  private List<Part> take() {
    lock.lock();
    try {
      while (parts.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<Part> taken = new ArrayList<>();
      int size = SLACK;
      Part part = parts.peek();
      while (part != null && (taken.isEmpty() || size + part.size() <= RpcReader.MAX_RPC)) {
        taken.add(parts.remove());
        size += part.size();
        bytes -= part.size();
        part = parts.peek();
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Waits before another attempt; false if closed meanwhile. */
  private boolean pause(int seconds) {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(seconds);
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
