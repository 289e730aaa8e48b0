package cafe.libp2p.host;

import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.HostLimits.Timeouts;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.Stream;
import cafe.libp2p.host.Upgrader.Upgraded;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.multistream.Multistream;
import cafe.libp2p.multistream.TimedInput;
import cafe.libp2p.mux.MuxedStream;
import cafe.libp2p.mux.Muxer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A connection and its two threads. */
final class HostConnection implements Connection {
  private static final Logger LOG = System.getLogger(HostConnection.class.getName());

  /** How many times longer than an unused connection one with quiet streams is left alone. */
  private static final long QUIET = 6;

  private final Upgraded upgraded;
  private final Muxer muxer;
  private final Multiaddr remoteAddress;
  private final boolean initiator;
  private final Timeouts timeouts;
  private final CountDownLatch introduced = new CountDownLatch(1);
  private volatile Set<String> remoteProtocols = Set.of();
  private volatile boolean isProtected;
  private volatile long lastUse = System.nanoTime();

  HostConnection(Upgraded upgraded, Multiaddr remoteAddress, boolean initiator, Timeouts timeouts) {
    this.upgraded = upgraded;
    this.muxer = upgraded.muxer();
    this.remoteAddress = remoteAddress;
    this.initiator = initiator;
    this.timeouts = timeouts;
  }

  /** Starts reading and writing; {@code ended} is called once when the connection is gone. */
  void start(Runnable ended) {
    String name = "libp2p-" + remotePeer();
    Thread.ofVirtual().name(name + "-reader").start(() -> run(this::read));
    Thread.ofVirtual()
        .name(name + "-writer")
        .start(
            () -> {
              run(muxer::runWriter);
              ended.run();
            });
  }

  private void read() {
    muxer.runReader(upgraded.first());
  }

  /** A defect of ours costs this connection, not more. */
  private void run(Runnable loop) {
    try {
      loop.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, () -> "connection " + this + " failed", e);
      muxer.fail(new IOException("defect", e));
    }
  }

  @Override
  public PeerId remotePeer() {
    return remotePublicKey().peerId();
  }

  @Override
  public PublicKey remotePublicKey() {
    return upgraded.channel().remoteKey();
  }

  @Override
  public Multiaddr remoteAddress() {
    return remoteAddress;
  }

  @Override
  public boolean initiator() {
    return initiator;
  }

  @Override
  public String description() {
    return upgraded.description();
  }

  @Override
  public Stream newStream(Duration timeout, String... protocols) throws IOException {
    lastUse = System.nanoTime();
    Optional<String> known =
        List.of(protocols).stream().filter(remoteProtocols::contains).findFirst();
    MuxedStream muxed = muxer.open();
    if (known.isPresent()) {
      return HostStream.lazy(this, muxed, known.get());
    }
    try {
      muxed.writeTimeout(timeout);
      InputStream in = new TimedInput(muxed.input(), muxed::readTimeout, timeout);
      return negotiated(muxed, Multistream.select(in, muxed.output(), List.of(protocols)));
    } catch (IOException | RuntimeException e) {
      muxed.reset();
      throw e;
    }
  }

  private HostStream negotiated(MuxedStream muxed, String protocol) {
    muxed.readTimeout(timeouts.read());
    muxed.writeTimeout(timeouts.write());
    return HostStream.negotiated(this, muxed, protocol);
  }

  @Override
  public Set<String> remoteProtocols() {
    return remoteProtocols;
  }

  void remoteProtocols(Set<String> protocols) {
    remoteProtocols = Set.copyOf(protocols);
  }

  /** Listeners have been told of this connection. */
  void introduced() {
    introduced.countDown();
  }

  void awaitIntroduced() throws InterruptedException {
    introduced.await();
  }

  @Override
  public void protect(boolean on) {
    isProtected = on;
  }

  /**
   * True if closing it would cost nobody much: no stream is open, or nothing has moved on any for
   * so long that they are those which peers keep open in case they have something to say.
   */
  boolean idle(long now, long graceNanos) {
    long patience = muxer.streams() == 0 ? graceNanos : QUIET * graceNanos;
    return !isProtected && now - lastUse() > patience;
  }

  void touch() {
    lastUse = System.nanoTime();
  }

  long lastUse() {
    long use = lastUse;
    long data = muxer.lastData();
    return use - data > 0 ? use : data;
  }

  boolean isProtected() {
    return isProtected;
  }

  int streams() {
    return muxer.streams();
  }

  void tick(long now) {
    muxer.tick(now);
  }

  @Override
  public boolean isOpen() {
    return muxer.isOpen();
  }

  /** True if new streams can be opened. */
  boolean accepts() {
    return muxer.accepts();
  }

  @Override
  public void close() {
    muxer.close();
  }

  void fail(IOException reason) {
    muxer.fail(reason);
  }

  @Override
  public String toString() {
    return remotePeer() + " at " + remoteAddress + " " + upgraded.description();
  }
}
