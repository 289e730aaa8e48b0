package cafe.peer;

import cafe.kernel.CafeException;
import cafe.kernel.PeerId;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamHandler;
import cafe.libp2p.frames.MemoryBudget;
import cafe.wire.Envelopes;
import cafe.wire.Frames;
import cafe.wire.pb.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Serves {@code /textile/cafe/1.0.0}: length-prefixed signed envelopes, one after the other on a
 * stream that the peer keeps open.
 */
@ApplicationScoped
class CafeProtocol implements StreamHandler {

  /** The protocol's name. */
  static final String NAME = Envelopes.PROTOCOL;

  private final EnvelopeRouter router;
  private final PeerConfig config;
  private final MemoryBudget reading;

  CafeProtocol(EnvelopeRouter router, PeerConfig config) {
    this.router = router;
    this.config = config;
    this.reading = new MemoryBudget(config.requestMemory().asLongValue());
  }

  @Override
  public void handle(Stream stream) throws IOException {
    stream.readTimeout(config.idleTimeout());
    PeerId peer = stream.connection().remotePeer();
    boolean open = true;
    while (open) {
      try (MemoryBudget.Lease lease = reading.lease(stream::reset)) {
        Optional<byte[]> frame = read(stream.input(), lease);
        lease.pin(true);
        open = frame.isPresent();
        if (frame.isPresent()) {
          Optional<Envelope> answer = router.connected(peer, frame.get());
          if (answer.isPresent()) {
            stream.output().write(Frames.frame(answer.get().toByteArray()));
          }
        }
      } catch (CafeException e) {
        // Too long a frame, or one that is no envelope: what follows cannot be made sense of.
        throw new IOException(e.detail(), e);
      }
    }
  }

  private Optional<byte[]> read(InputStream in, MemoryBudget.Lease lease) throws IOException {
    return Optional.ofNullable(Frames.read(in, Frames.MAX, lease::grow));
  }
}
