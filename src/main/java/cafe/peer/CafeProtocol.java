package cafe.peer;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PeerId;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamHandler;
import cafe.libp2p.frames.MemoryBudget;
import cafe.wire.Envelopes;
import cafe.wire.Frames;
import cafe.wire.pb.Message;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Serves {@code /textile/cafe/1.0.0}: length-prefixed signed envelopes, one after the other on a
 * stream that the peer keeps open.
 */
@ApplicationScoped
class CafeProtocol implements StreamHandler {

  /** The protocol's name. */
  static final String NAME = "/textile/cafe/1.0.0";

  private static final System.Logger LOG = System.getLogger(CafeProtocol.class.getName());

  /** Types to which the peer reads no answer: one would be taken for that of its next request. */
  private static final Set<Message.Type> ONE_WAY =
      EnumSet.of(
          Message.Type.CAFE_DELIVER_MESSAGE,
          Message.Type.CAFE_YOU_HAVE_MAIL,
          Message.Type.CAFE_PUBSUB_QUERY,
          Message.Type.CAFE_PUBSUB_QUERY_RES);

  private final NodeIdentity node;
  private final PeerConfig config;
  private final MemoryBudget reading;
  private final Map<Message.Type, StreamRoute.Handler> handlers = new EnumMap<>(Message.Type.class);

  CafeProtocol(NodeIdentity node, PeerConfig config, Instance<StreamRoute> routes) {
    this.node = node;
    this.config = config;
    this.reading = new MemoryBudget(config.requestMemory().asLongValue());
    for (StreamRoute route : routes) {
      route
          .handlers()
          .forEach(
              (type, handler) -> {
                if (handlers.putIfAbsent(type, handler) != null) {
                  throw new IllegalStateException("two rooms take " + type);
                }
              });
    }
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
          Optional<byte[]> answer = answer(peer, frame.get());
          if (answer.isPresent()) {
            stream.output().write(answer.get());
          }
        }
      } catch (CafeException e) {
        // Too long a frame: what follows on the stream cannot be told apart any more.
        throw new IOException(e.detail(), e);
      }
    }
  }

  private Optional<byte[]> read(InputStream in, MemoryBudget.Lease lease) throws IOException {
    return Optional.ofNullable(Frames.read(in, Frames.MAX, lease::grow));
  }

  /**
   * The frame that answers a request, if any.
   *
   * @param peer who sent it
   * @param request a serialised envelope
   */
  Optional<byte[]> answer(PeerId peer, byte[] request) {
    Message message;
    try {
      message = Envelopes.verify(request, peer);
    } catch (CafeException e) {
      if (e.fault() == Fault.ENVELOPE_UNSIGNED) {
        LOG.log(System.Logger.Level.DEBUG, "passed over an envelope that its peer did not sign");
        return Optional.empty();
      }
      return Optional.of(error(Message.getDefaultInstance(), e));
    }
    return dispatch(new StreamCall(peer, message));
  }

  private Optional<byte[]> dispatch(StreamCall call) {
    Message message = call.message();
    if (message.getType() == Message.Type.PING) {
      return Optional.of(sealed(Envelopes.pong(message)));
    }
    StreamRoute.Handler handler = handlers.get(message.getType());
    if (handler == null) {
      return Optional.empty();
    }
    try {
      return switch (handler.handle(call)) {
        case Reply.None none -> Optional.empty();
        case Reply.Answer answer ->
            Optional.of(sealed(Envelopes.response(message, answer.type(), answer.payload())));
      };
    } catch (CafeException e) {
      LOG.log(e.fault().logLevel(), () -> e.fault().code() + " over a stream: " + e.detail());
      return ONE_WAY.contains(message.getType())
          ? Optional.empty()
          : Optional.of(error(message, e));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a request over a stream failed", e);
      return ONE_WAY.contains(message.getType())
          ? Optional.empty()
          : Optional.of(
              error(message, new CafeException(Fault.INTERNAL, Fault.INTERNAL.title(), e)));
    }
  }

  private byte[] error(Message request, CafeException e) {
    return sealed(Envelopes.error(request, e));
  }

  private byte[] sealed(Message message) {
    return Frames.frame(Envelopes.sign(message, node).toByteArray());
  }
}
