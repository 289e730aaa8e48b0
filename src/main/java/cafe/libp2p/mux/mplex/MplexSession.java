package cafe.libp2p.mux.mplex;

import cafe.libp2p.HostLimits;
import cafe.libp2p.LimitExceededException;
import cafe.libp2p.mux.MuxedStream;
import cafe.libp2p.mux.Muxer;
import cafe.libp2p.mux.ProtocolViolation;
import cafe.libp2p.mux.SendQueue;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.transport.StallTimer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The streams of one mplex connection. */
final class MplexSession implements Muxer {
  /** How long the connection waits for a stream whose buffer is full. */
  static final Duration STALL = Duration.ofSeconds(5);

  /** Received data is handed over in pieces, so that a buffer overshoots by little. */
  private static final int PIECE = 16 * 1024;

  private final SecureChannel channel;
  private final HostLimits limits;
  private final Consumer<MuxedStream> inbound;
  private final SendQueue queue;
  private final AtomicLong nextId = new AtomicLong();
  private final Map<Long, MplexStream> ours = new ConcurrentHashMap<>();
  private final Map<Long, MplexStream> theirs = new ConcurrentHashMap<>();
  private volatile boolean open = true;
  private volatile long lastData = System.nanoTime();

  // The reader's state between two chunks.
  private long varint;
  private int varintShift;
  private long tag = -1;
  private int payloadLeft;
  private @Nullable MplexStream payloadStream;
  private final StallTimer rest = new StallTimer();

  MplexSession(SecureChannel channel, HostLimits limits, Consumer<MuxedStream> inbound) {
    this.channel = channel;
    this.limits = limits;
    this.inbound = inbound;
    this.queue = new SendQueue(channel, limits.streams().sendQueue());
  }

  SendQueue queue() {
    return queue;
  }

  void sendData(byte[] header, ByteBuffer payload, long deadline) throws IOException {
    lastData = System.nanoTime();
    queue.data(header, payload, deadline);
  }

  @Override
  public long lastData() {
    return lastData;
  }

  @Override
  public MuxedStream open() throws IOException {
    if (ours.size() >= limits.streams().perConnection()) {
      throw new LimitExceededException("too many streams to this peer");
    }
    MplexStream stream = new MplexStream(this, nextId.getAndIncrement(), false, limits);
    ours.put(stream.id(), stream);
    if (!open) {
      stream.lost(new EOFException("connection closed"));
      throw new IOException("connection closed");
    }
    return stream;
  }

  void forget(MplexStream stream) {
    (stream.inbound() ? theirs : ours).remove(stream.id(), stream);
  }

  @Override
  public int streams() {
    return ours.size() + theirs.size();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean accepts() {
    return open;
  }

  @Override
  public void runWriter() {
    queue.run();
    fail(new EOFException("connection closed"));
  }

  @Override
  public void runReader(@Nullable ByteBuffer first) {
    try {
      ByteBuffer chunk = first == null ? channel.read() : first;
      while (chunk != null) {
        parse(chunk);
        rest.waiting(tag >= 0 || varintShift > 0 || payloadLeft > 0);
        chunk = channel.read();
        rest.over();
      }
      fail(new EOFException("connection closed by the peer"));
    } catch (IOException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(new IOException("interrupted", e));
    }
  }

  private void parse(ByteBuffer chunk) throws IOException, InterruptedException {
    while (chunk.hasRemaining()) {
      if (payloadLeft > 0) {
        payload(chunk);
      } else if (varint(chunk.get())) {
        if (tag < 0) {
          tag = varint;
        } else {
          header();
        }
        varint = 0;
        varintShift = 0;
      }
    }
  }

  /** Adds a byte to the number being read; true at its end. */
  private boolean varint(byte b) throws ProtocolViolation {
    if (varintShift > 56) {
      throw new ProtocolViolation("mplex: number too long");
    }
    varint |= (long) (b & 0x7f) << varintShift;
    varintShift += 7;
    return b >= 0;
  }

  private void header() throws IOException {
    if (varint > MplexFrame.MAX_MESSAGE) {
      throw new ProtocolViolation("mplex: message too long");
    }
    MplexFrame frame = new MplexFrame(tag >>> 3, (int) (tag & 7), (int) varint);
    tag = -1;
    if (frame.flag() > MplexFrame.RESET) {
      throw new ProtocolViolation("mplex: unknown flag");
    }
    payloadLeft = frame.length();
    payloadStream = null;
    rest.complete();
    if (frame.flag() == MplexFrame.NEW_STREAM) {
      accept(frame.stream());
      return;
    }
    MplexStream stream = (frame.fromOpener() ? theirs : ours).get(frame.stream());
    if (stream == null) {
      return; // a stream that is gone; what comes for it is skipped
    }
    switch (frame.kind()) {
      case MplexFrame.MESSAGE -> payloadStream = stream;
      case MplexFrame.CLOSE -> stream.receiveEnd();
      default -> stream.receiveReset();
    }
  }

  private void payload(ByteBuffer chunk) throws IOException, InterruptedException {
    int count = Math.min(PIECE, Math.min(chunk.remaining(), payloadLeft));
    ByteBuffer piece = chunk.slice(chunk.position(), count);
    chunk.position(chunk.position() + count);
    lastData = System.nanoTime();
    payloadLeft -= count;
    if (payloadLeft == 0) {
      rest.complete();
    }
    if (payloadStream != null) {
      int limit = limits.streams().receiveWindow() - PIECE;
      if (!payloadStream.receive(piece, limit, STALL.toNanos())) {
        payloadStream.reset();
        payloadStream = null;
      }
    }
  }

  private void accept(long id) throws IOException {
    if (theirs.containsKey(id)) {
      throw new ProtocolViolation("mplex: stream opened twice");
    }
    if (theirs.size() >= limits.streams().perConnection() || !open) {
      queue.control(MplexFrame.encode(id, MplexFrame.RESET - 1, 0), true);
      return;
    }
    MplexStream stream = new MplexStream(this, id, true, limits);
    theirs.put(id, stream);
    inbound.accept(stream);
  }

  @Override
  public void tick(long now) {
    long write = limits.timeouts().write().toNanos();
    long frame = limits.timeouts().frame().toNanos();
    if (queue.stalled(now, write)) {
      fail(new IOException("peer takes no data"));
    } else if (rest.exceeded(now, frame) || channel.stalled(now, frame)) {
      fail(new IOException("peer does not finish a frame"));
    }
    for (Map<Long, MplexStream> side : List.of(ours, theirs)) {
      for (MplexStream stream : side.values()) {
        if (stream.lingering(now, write)) {
          stream.reset();
        }
      }
    }
  }

  @Override
  public void close() {
    if (open) {
      lose(new EOFException("connection closed by us"));
      queue.finish();
    }
  }

  @Override
  public void fail(IOException reason) {
    lose(reason);
    queue.fail(reason);
    try {
      channel.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private void lose(IOException reason) {
    open = false;
    ours.values().forEach(stream -> stream.lost(reason));
    theirs.values().forEach(stream -> stream.lost(reason));
  }
}
