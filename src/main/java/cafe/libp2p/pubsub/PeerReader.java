package cafe.libp2p.pubsub;

import cafe.kernel.PeerId;
import cafe.libp2p.Stream;
import cafe.libp2p.frames.FrameReader;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.frames.PacedInput;
import cafe.libp2p.pubsub.rpc.Message;
import cafe.libp2p.pubsub.rpc.Part;
import cafe.libp2p.pubsub.rpc.RpcReader;
import java.io.IOException;

/**
 * Reads what one peer says, on the thread of its stream, and checks its messages. Whoever sends too
 * many of them is read no faster than the limit allows.
 */
final class PeerReader {
  private final Pubsub pubsub;
  private final PeerId peer;
  private final PubsubConfig config;
  private final MemoryBudget memory;
  private long heartbeat = -1;
  private int messages;

  PeerReader(Pubsub pubsub, PeerId peer, PubsubConfig config, MemoryBudget memory) {
    this.pubsub = pubsub;
    this.peer = peer;
    this.config = config;
    this.memory = memory;
  }

  /** Reads until the peer ends the stream. */
  void read(Stream stream) throws IOException {
    String network = stream.connection().remoteAddress().network();
    FrameReader frame = new FrameReader(new PacedInput(stream, config.limits().pace()));
    while (frame.nextFrame(RpcReader.MAX_RPC)) {
      try (MemoryBudget.Lease lease = memory.lease(network, stream::reset)) {
        new RpcReader(frame, lease).read(this::part);
      }
    }
  }

  private void part(Part part) {
    if (part instanceof Part.Publish(Message message)) {
      slowDown();
      message(message);
    } else {
      pubsub.control(peer, part);
    }
  }

  private void slowDown() {
    long current = pubsub.currentHeartbeat();
    if (current == heartbeat && messages >= config.limits().messagesPerHeartbeat()) {
      pubsub.awaitHeartbeatAfter(current);
      current = pubsub.currentHeartbeat();
    }
    if (current != heartbeat) {
      heartbeat = current;
      messages = 0;
    }
    messages++;
  }

  private void message(Message message) {
    if (!pubsub.isNew(message)) {
      return;
    }
    // the costly part, done without a lock
    boolean acceptUnsigned = config.signatures() == SignaturePolicy.ACCEPT_UNSIGNED;
    if (message.isSigned() ? message.verify() : acceptUnsigned) {
      pubsub.accept(message, peer);
    } else {
      pubsub.reject();
    }
  }
}
