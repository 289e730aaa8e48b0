package cafe.libp2p.mux.yamux;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The streams of one yamux connection. */
final class YamuxSession implements Muxer {
  private final SecureChannel channel;
  private final HostLimits limits;
  private final Consumer<MuxedStream> inbound;
  private final SendQueue queue;
  private final boolean initiator;
  private final AtomicInteger nextId;
  private final Map<Integer, YamuxStream> streams = new ConcurrentHashMap<>();
  private final AtomicInteger inboundStreams = new AtomicInteger();
  private volatile boolean open = true;
  private volatile long lastData = System.nanoTime();
  private volatile boolean peerGoesAway;

  // Keep-alive; lastReceived is written by the reader only.
  private volatile long lastReceived = System.nanoTime();
  private long lastPing = lastReceived;
  private int pings;

  // The reader's state between two chunks.
  private final byte[] header = new byte[YamuxFrame.HEADER];
  private int headerBytes;
  private long payloadLeft;
  private @Nullable YamuxStream payloadStream;
  private boolean endAfterPayload;
  private final StallTimer rest = new StallTimer();

  YamuxSession(
      SecureChannel channel, boolean initiator, HostLimits limits, Consumer<MuxedStream> inbound) {
    this.channel = channel;
    this.limits = limits;
    this.inbound = inbound;
    this.initiator = initiator;
    this.queue = new SendQueue(channel, limits.streams().sendQueue());
    this.nextId = new AtomicInteger(initiator ? 1 : 2);
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
    if (peerGoesAway) {
      throw new IOException("peer accepts no more streams");
    }
    if (streams.size() - inboundStreams.get() >= limits.streams().perConnection()) {
      throw new LimitExceededException("too many streams to this peer");
    }
    int id = nextId.getAndAdd(2);
    if (id < 0) {
      throw new IOException("yamux: out of stream ids");
    }
    YamuxStream stream = new YamuxStream(this, id, false, limits);
    streams.put(id, stream);
    if (!open) {
      stream.lost(new EOFException("connection closed"));
      throw new IOException("connection closed");
    }
    return stream;
  }

  void forget(YamuxStream stream) {
    if (streams.remove(stream.id(), stream) && stream.inbound()) {
      inboundStreams.decrementAndGet();
    }
  }

  @Override
  public int streams() {
    return streams.size();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean accepts() {
    return open && !peerGoesAway;
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
        lastReceived = System.nanoTime();
        parse(chunk);
        rest.waiting(headerBytes > 0 || payloadLeft > 0);
        chunk = channel.read();
        rest.over();
      }
      fail(new EOFException("connection closed by the peer"));
    } catch (ProtocolViolation e) {
      goAway(YamuxFrame.PROTOCOL_ERROR);
      lose(e);
      queue.finish();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void parse(ByteBuffer chunk) throws IOException {
    while (chunk.hasRemaining()) {
      if (payloadLeft > 0) {
        payload(chunk);
      } else {
        int count = Math.min(chunk.remaining(), header.length - headerBytes);
        chunk.get(header, headerBytes, count);
        headerBytes += count;
        if (headerBytes == header.length) {
          headerBytes = 0;
          rest.complete();
          frame(YamuxFrame.decode(header));
        }
      }
    }
  }

  private void payload(ByteBuffer chunk) {
    int count = (int) Math.min(chunk.remaining(), payloadLeft);
    ByteBuffer slice = chunk.slice(chunk.position(), count);
    chunk.position(chunk.position() + count);
    lastData = System.nanoTime();
    if (payloadStream != null) {
      payloadStream.receive(slice);
    }
    payloadLeft -= count;
    if (payloadLeft == 0) {
      endOfPayload();
    }
  }

  private void endOfPayload() {
    rest.complete();
    if (endAfterPayload && payloadStream != null) {
      payloadStream.receiveEnd();
    }
    payloadStream = null;
  }

  private void frame(YamuxFrame frame) throws IOException {
    switch (frame.type()) {
      case YamuxFrame.PING -> ping(frame);
      case YamuxFrame.GO_AWAY -> peerGoesAway = true;
      default -> streamFrame(frame);
    }
  }

  private void ping(YamuxFrame frame) throws IOException {
    if (frame.has(YamuxFrame.SYN)) {
      queue.control(
          YamuxFrame.encode(YamuxFrame.PING, YamuxFrame.ACK, 0, (int) frame.length()), true);
    }
  }

  private void streamFrame(YamuxFrame frame) throws IOException {
    YamuxStream stream =
        frame.has(YamuxFrame.SYN) ? accept(frame.stream()) : streams.get(frame.stream());
    if (frame.has(YamuxFrame.RST)) {
      if (stream != null) {
        stream.receiveReset();
      }
      stream = null;
    }
    boolean end = frame.has(YamuxFrame.FIN);
    if (frame.type() == YamuxFrame.DATA) {
      expectPayload(stream, frame.length(), end);
    } else if (stream != null) {
      stream.widen(frame.length());
      if (end) {
        stream.receiveEnd();
      }
    }
  }

  private void expectPayload(@Nullable YamuxStream stream, long length, boolean end)
      throws IOException {
    if (stream != null) {
      stream.expect(length);
    } else if (length > YamuxStream.INITIAL_WINDOW) {
      throw new ProtocolViolation("yamux: data beyond any window");
    }
    payloadStream = stream;
    payloadLeft = length;
    endAfterPayload = end;
    if (length == 0) {
      endOfPayload();
    }
  }

  /** A stream that the peer opens; null if it is refused. */
  private @Nullable YamuxStream accept(int id) throws IOException {
    boolean theirs = id > 0 && (id % 2 == 0) == initiator;
    if (!theirs || streams.containsKey(id)) {
      throw new ProtocolViolation("yamux: stream id cannot be opened");
    }
    if (inboundStreams.get() >= limits.streams().perConnection() || !open) {
      queue.control(YamuxFrame.encode(YamuxFrame.WINDOW, YamuxFrame.RST, id, 0), true);
      return null;
    }
    YamuxStream stream = new YamuxStream(this, id, true, limits);
    streams.put(id, stream);
    inboundStreams.incrementAndGet();
    inbound.accept(stream);
    return stream;
  }

  @Override
  public void tick(long now) {
    long write = limits.timeouts().write().toNanos();
    long keepAlive = limits.timeouts().keepAlive().toNanos();
    long frame = limits.timeouts().frame().toNanos();
    if (queue.stalled(now, write)) {
      fail(new IOException("peer takes no data"));
    } else if (rest.exceeded(now, frame) || channel.stalled(now, frame)) {
      fail(new IOException("peer does not finish a frame"));
    } else if (peerGoesAway && streams.isEmpty()) {
      close();
    } else if (now - lastReceived > 2 * keepAlive + write) {
      fail(new IOException("peer does not answer"));
    } else if (now - lastReceived > keepAlive && now - lastPing > keepAlive) {
      lastPing = now;
      try {
        queue.control(YamuxFrame.encode(YamuxFrame.PING, YamuxFrame.SYN, 0, ++pings), true);
      } catch (IOException e) {
        fail(e);
      }
    }
    for (YamuxStream stream : streams.values()) {
      if (stream.lingering(now, write)) {
        stream.reset();
      }
    }
  }

  private void goAway(int reason) {
    try {
      queue.control(YamuxFrame.encode(YamuxFrame.GO_AWAY, 0, 0, reason), true);
    } catch (IOException e) {
      queue.fail(e);
    }
  }

  @Override
  public void close() {
    if (open) {
      goAway(YamuxFrame.NORMAL);
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
    for (YamuxStream stream : streams.values()) {
      stream.lost(reason);
    }
  }
}
