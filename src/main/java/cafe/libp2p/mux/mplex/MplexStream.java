package cafe.libp2p.mux.mplex;

import cafe.libp2p.HostLimits;
import cafe.libp2p.StreamResetException;
import cafe.libp2p.mux.MuxedStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One stream. */
final class MplexStream extends MuxedStream {
  private final MplexSession session;
  private final long id;
  private final boolean inbound;
  private boolean announced;

  MplexStream(MplexSession session, long id, boolean inbound, HostLimits limits) {
    super(limits.timeouts().read(), limits.timeouts().write());
    this.session = session;
    this.id = id;
    this.inbound = inbound;
    this.announced = inbound;
  }

  long id() {
    return id;
  }

  boolean inbound() {
    return inbound;
  }

  @Override
  protected int sendable() {
    return MAX_DATA;
  }

  @Override
  protected void beforeData(int count) throws IOException {
    announce();
  }

  @Override
  protected void sendData(byte[] bytes, int offset, int count, long deadline) throws IOException {
    byte[] header = MplexFrame.encode(id, flag(MplexFrame.MESSAGE), count);
    session.sendData(header, ByteBuffer.wrap(bytes, offset, count), deadline);
  }

  @Override
  protected void sendEnd() throws IOException {
    announce();
    session.queue().control(MplexFrame.encode(id, flag(MplexFrame.CLOSE), 0), true);
  }

  @Override
  protected void sendReset() throws IOException {
    if (announced) { // else the peer has never heard of this stream
      session.queue().control(MplexFrame.encode(id, flag(MplexFrame.RESET), 0), true);
    }
  }

  /** Opens the stream at the peer; its name is its number. */
  private void announce() throws IOException {
    if (!announced) {
      announced = true;
      byte[] name = Long.toString(id).getBytes(StandardCharsets.US_ASCII);
      byte[] header = MplexFrame.encode(id, MplexFrame.NEW_STREAM, name.length);
      byte[] frame = new byte[header.length + name.length];
      System.arraycopy(header, 0, frame, 0, header.length);
      System.arraycopy(name, 0, frame, header.length, name.length);
      session.queue().control(frame, false);
    }
  }

  private int flag(int kind) {
    return inbound ? kind - 1 : kind;
  }

  @Override
  protected void consumed(int count, int left) {}

  @Override
  protected void ended() {
    session.forget(this);
  }

  /** Waits for room if there is none; false if the reader does not come. */
  boolean receive(ByteBuffer data, int limit, long nanos) throws InterruptedException {
    if (!awaitDrained(limit, nanos)) {
      return false;
    }
    deliver(data);
    return true;
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
