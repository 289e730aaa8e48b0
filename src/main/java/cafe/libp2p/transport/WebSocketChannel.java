package cafe.libp2p.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The binary messages of a WebSocket as one stream of bytes. Frames are passed on as they come and
 * never assembled, so their length needs no limit; control frames are answered.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455">RFC 6455</a>
 */
final class WebSocketChannel implements ByteChannel {
  private static final int CONTINUATION = 0;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int MAX_CONTROL = 125;

  /** The longest frame we send; more is split. */
  private static final int MAX_SENT = 128 * 1024;

  private final BufferedChannel channel;

  /** Where masks come from if we are the client; null if we are the server. */
  private final @Nullable RandomGenerator masks;

  private final ReentrantLock writing = new ReentrantLock();
  private final byte[] mask = new byte[4];
  private byte[] frame = {};
  private long payloadLeft;
  private int maskIndex;
  private boolean ended;
  private volatile boolean open = true;

  /** How long a control frame is waited for, and for the peer to take the answer to it. */
  private final StallTimer controlling = new StallTimer();

  WebSocketChannel(BufferedChannel channel, @Nullable RandomGenerator masks) {
    this.channel = channel;
    this.masks = masks;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (payloadLeft == 0) {
      if (ended || !nextDataFrame()) {
        return -1;
      }
    }
    channel.require(1);
    int count = (int) Math.min(Math.min(target.remaining(), channel.buffered()), payloadLeft);
    byte[] array = channel.array();
    int offset = channel.offset();
    if (masks == null) {
      unmask(array, offset, count);
    }
    target.put(array, offset, count);
    channel.skip(count);
    payloadLeft -= count;
    return count;
  }

  private void unmask(byte[] array, int offset, int count) {
    for (int i = 0; i < count; i++) {
      array[offset + i] ^= mask[maskIndex++ & 3];
    }
  }

  /** Reads frame headers until one of data, answering control frames; false at the end. */
  private boolean nextDataFrame() throws IOException {
    channel.frameBoundary();
    while (channel.await(2)) {
      int first = channel.array()[channel.offset()];
      int second = channel.array()[channel.offset() + 1];
      int opcode = first & 0x0f;
      boolean masked = (second & MASKED) != 0;
      if ((first & 0x70) != 0 || masked != (masks == null)) {
        throw new IOException("websocket: malformed frame");
      }
      long length = readHeader(second & 0x7f, masked);
      if (opcode == BINARY || opcode == CONTINUATION) {
        payloadLeft = length;
        channel.frameBoundary(); // peers may take their time, and one frame for all they say
        return true;
      }
      control(opcode, (first & FINAL) != 0, length);
      channel.frameBoundary();
      if (opcode == CLOSE) {
        ended = true;
        return false;
      }
    }
    return false;
  }

  /** Consumes the header and returns the payload's length. */
  private long readHeader(int shortLength, boolean masked) throws IOException {
    int extended = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
    int size = 2 + extended + (masked ? mask.length : 0);
    channel.require(size);
    ByteBuffer header = ByteBuffer.wrap(channel.array(), channel.offset() + 2, size - 2);
    long length =
        switch (extended) {
          case 2 -> header.getShort() & 0xffff;
          case 8 -> header.getLong();
          default -> shortLength;
        };
    if (length < 0) {
      throw new IOException("websocket: malformed frame");
    }
    if (masked) {
      header.get(mask);
      maskIndex = 0;
    }
    channel.skip(size);
    return length;
  }

  private void control(int opcode, boolean last, long length) throws IOException {
    if (!last || length > MAX_CONTROL || opcode < CLOSE || opcode > PONG) {
      throw new IOException("websocket: malformed frame");
    }
    int size = (int) length;
    controlling.waiting(true);
    channel.require(size);
    byte[] array = channel.array();
    int offset = channel.offset();
    if (masks == null) {
      unmask(array, offset, size);
    }
    ByteBuffer payload = ByteBuffer.allocate(size).put(array, offset, size).flip();
    channel.skip(size);
    if (opcode != PONG) {
      writeFrame(opcode == PING ? PONG : CLOSE, payload);
    }
    controlling.over();
    controlling.complete();
  }

  /**
   * True if the peer has let us wait for longer than that for the rest of a header or a control
   * frame, or until it takes the answer to one.
   *
   * @param now {@link System#nanoTime}
   */
  boolean stalled(long now, long nanos) {
    return channel.stalled(now, nanos) || controlling.exceeded(now, nanos);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    while (source.hasRemaining()) {
      int size = Math.min(source.remaining(), MAX_SENT);
      writeFrame(BINARY, source.slice(source.position(), size));
      source.position(source.position() + size);
    }
    return count;
  }

  private void writeFrame(int opcode, ByteBuffer payload) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    writing.lock();
    try {
      int count = payload.remaining();
      ByteBuffer out = header(opcode, count);
      int start = out.position();
      out.put(payload);
      if (masks != null) {
        for (int i = 0; i < count; i++) {
          frame[start + i] ^= frame[start - 4 + (i & 3)];
        }
      }
      channel.write(frame, 0, start + count);
      if (frame.length > 16 * 1024 && count < 1024) {
        frame = new byte[0]; // the burst is over
      }
    } finally {
      writing.unlock();
    }
  }

  /** Starts a frame; the buffer has room for the payload and, behind the header, the mask. */
  private ByteBuffer header(int opcode, int count) {
    if (frame.length < count + 14) {
      frame = new byte[count + 14];
    }
    ByteBuffer out = ByteBuffer.wrap(frame).put((byte) (FINAL | opcode));
    int masked = masks == null ? 0 : MASKED;
    if (count <= MAX_CONTROL) {
      out.put((byte) (masked | count));
    } else if (count <= 0xffff) {
      out.put((byte) (masked | 126)).putShort((short) count);
    } else {
      out.put((byte) (masked | 127)).putLong(count);
    }
    if (masks != null) {
      out.putInt(masks.nextInt());
    }
    return out;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    channel.close();
  }
}
