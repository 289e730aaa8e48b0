package cafe.peer;

import cafe.kernel.CafeException;
import cafe.kernel.PeerId;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamHandler;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.frames.PacedInput;
import cafe.libp2p.frames.PacedInput.Pace;
import cafe.wire.Envelopes;
import cafe.wire.Frames;
import cafe.wire.pb.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Serves {@code /textile/cafe/1.0.0}: length-prefixed signed envelopes, one after the other on a
 * stream that the peer keeps open.
 */
@ApplicationScoped
class CafeProtocol implements StreamHandler {

  /** The protocol's name. */
  static final String NAME = Envelopes.PROTOCOL;

  private static final System.Logger LOG = System.getLogger(CafeProtocol.class.getName());

  private final EnvelopeRouter router;
  private final Pace pace;
  private final MemoryBudget reading;

  /** Requests being answered, and one party more until the app stops. */
  private final Phaser requests = new Phaser(1);

  private volatile boolean draining;

  CafeProtocol(EnvelopeRouter router, PeerConfig config) {
    this.router = router;
    this.pace =
        new Pace(config.idleTimeout(), config.requestStall(), config.requestPace().asLongValue());
    this.reading = new MemoryBudget(config.requestMemory().asLongValue());
  }

  @Override
  public void handle(Stream stream) throws IOException {
    PacedInput in = new PacedInput(stream, pace);
    PeerId peer = stream.connection().remotePeer();
    String network = stream.connection().remoteAddress().network();
    boolean open = true;
    while (open) {
      try (MemoryBudget.Lease lease = reading.lease(network, stream::reset)) {
        Optional<byte[]> frame = read(in, lease);
        in.next(false);
        lease.pin(true);
        open = frame.isPresent();
        if (frame.isPresent()) {
          answer(stream, peer, frame.get());
        }
      } catch (CafeException e) {
        // Too long a frame, or one that is no envelope: what follows cannot be made sense of. Or a
        // one-way message that cannot be taken for now: its end is all that can be told of it.
        throw new IOException(e.detail(), e);
      }
    }
  }

  private void answer(Stream stream, PeerId peer, byte[] request) throws IOException {
    if (draining || requests.register() < 0) {
      throw new IOException("the cafe is stopping");
    }
    try {
      Optional<Envelope> answer = router.connected(peer, request);
      if (answer.isPresent()) {
        stream.output().write(Frames.frame(answer.get().toByteArray()));
      }
    } finally {
      requests.arriveAndDeregister();
    }
  }

  /**
   * Takes no more requests, and waits for the answers of those that have been taken. What comes
   * from now on is neither done nor answered: its stream is reset.
   */
  void drain(Duration patience) {
    draining = true;
    int phase = requests.arriveAndDeregister();
    try {
      requests.awaitAdvanceInterruptibly(phase, patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "requests of peers did not end before the cafe did");
    }
  }

  /** What requests hold that are being read or answered. */
  MemoryBudget reading() {
    return reading;
  }

  private static Optional<byte[]> read(InputStream in, MemoryBudget.Lease lease)
      throws IOException {
    InputStream counted =
        new FilterInputStream(in) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            lease.progress(Math.max(0, count));
            return count;
          }
        };
    return Optional.ofNullable(Frames.read(counted, Frames.MAX_REQUEST, lease::grow));
  }
}
