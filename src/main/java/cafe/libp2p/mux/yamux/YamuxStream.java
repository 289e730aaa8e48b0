package cafe.libp2p.mux.yamux;

import cafe.libp2p.HostLimits;
import cafe.libp2p.StreamResetException;
import cafe.libp2p.mux.MuxedStream;
import cafe.libp2p.mux.ProtocolViolation;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One stream and its two windows. */
final class YamuxStream extends MuxedStream {
  /** Both windows of a new stream, by the specification. */
  static final int INITIAL_WINDOW = 256 * 1024;

  private final YamuxSession session;
  private final int id;
  private final boolean inbound;

  private int sendWindow = INITIAL_WINDOW;
  private int receiveWindow = INITIAL_WINDOW;
  private int taken;

  /** SYN or ACK, until it has been sent. */
  private int firstFlag;

  YamuxStream(YamuxSession session, int id, boolean inbound, HostLimits limits) {
    super(limits.timeouts().read(), limits.timeouts().write());
    this.session = session;
    this.id = id;
    this.inbound = inbound;
    this.firstFlag = inbound ? YamuxFrame.ACK : YamuxFrame.SYN;
  }

  int id() {
    return id;
  }

  boolean inbound() {
    return inbound;
  }

  @Override
  protected int sendable() {
    return sendWindow;
  }

  @Override
  protected void beforeData(int count) throws IOException {
    sendWindow -= count;
    if (firstFlag != 0) {
      // Apart from the data, since data is queued outside the lock and must not overtake it.
      control(YamuxFrame.WINDOW, 0, 0, false);
    }
  }

  @Override
  protected void sendData(byte[] bytes, int offset, int count, long deadline) throws IOException {
    byte[] header = YamuxFrame.encode(YamuxFrame.DATA, 0, id, count);
    session.sendData(header, ByteBuffer.wrap(bytes, offset, count), deadline);
  }

  @Override
  protected void sendEnd() throws IOException {
    control(YamuxFrame.WINDOW, YamuxFrame.FIN, 0, true);
  }

  @Override
  protected void sendReset() throws IOException {
    if (firstFlag != YamuxFrame.SYN) { // else the peer has never heard of this stream
      control(YamuxFrame.WINDOW, YamuxFrame.RST, 0, true);
    }
  }

  /** Opens the window again once half of it has been read. */
  @Override
  protected void consumed(int count, int left) throws IOException {
    taken += count;
    if (taken >= INITIAL_WINDOW / 2) {
      control(YamuxFrame.WINDOW, 0, taken, true);
      receiveWindow += taken;
      taken = 0;
    }
  }

  private void control(int type, int flags, int length, boolean wake) throws IOException {
    int all = flags | firstFlag;
    firstFlag = 0;
    session.queue().control(YamuxFrame.encode(type, all, id, length), wake);
  }

  @Override
  protected void ended() {
    session.forget(this);
  }

  /** Data of that length is about to arrive. */
  void expect(long length) throws IOException {
    lock.lock();
    try {
      if (length > receiveWindow) {
        throw new ProtocolViolation("yamux: peer oversteps the receive window");
      }
      receiveWindow -= (int) length;
    } finally {
      lock.unlock();
    }
  }

  void receive(ByteBuffer data) {
    deliver(data);
  }

  void widen(long increment) {
    lock.lock();
    try {
      sendWindow = (int) Math.min(Integer.MAX_VALUE, sendWindow + increment);
      wakeWriter();
    } finally {
      lock.unlock();
    }
  }

  void receiveEnd() {
    remoteEnded();
  }

  void receiveReset() {
    fail(new StreamResetException("stream reset by the peer"));
  }

  void lost(IOException reason) {
    fail(reason);
  }

  boolean lingering(long now, long nanos) {
    return lingers(now, nanos);
  }
}
