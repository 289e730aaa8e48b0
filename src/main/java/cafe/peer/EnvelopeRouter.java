package cafe.peer;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PeerId;
import cafe.limits.FaultLog;
import cafe.wire.Envelopes;
import cafe.wire.pb.Envelope;
import cafe.wire.pb.Message;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes each envelope to the room that answers its type, however it came. */
@ApplicationScoped
public class EnvelopeRouter {

  private static final System.Logger LOG = System.getLogger(EnvelopeRouter.class.getName());

  /** Types to which the peer reads no answer: one would be taken for that of its next request. */
  private static final Set<Message.Type> ONE_WAY =
      EnumSet.of(
          Message.Type.CAFE_DELIVER_MESSAGE,
          Message.Type.CAFE_YOU_HAVE_MAIL,
          Message.Type.CAFE_PUBSUB_QUERY,
          Message.Type.CAFE_PUBSUB_QUERY_RES);

  /**
   * Types whose payload carries a token, by which this cafe and nobody else takes it. An envelope
   * names neither its recipient nor its time, so that any other that was ever sent to anybody could
   * be sent here again (W4).
   */
  private static final Set<Message.Type> WITH_TOKEN =
      EnumSet.of(
          Message.Type.CAFE_REGISTRATION,
          Message.Type.CAFE_DEREGISTRATION,
          Message.Type.CAFE_REFRESH_SESSION,
          Message.Type.CAFE_STORE,
          Message.Type.CAFE_OBJECT,
          Message.Type.CAFE_UNSTORE,
          Message.Type.CAFE_STORE_THREAD,
          Message.Type.CAFE_UNSTORE_THREAD,
          Message.Type.CAFE_CHECK_MESSAGES,
          Message.Type.CAFE_DELETE_MESSAGES,
          Message.Type.CAFE_PUBLISH_PEER);

  private final NodeIdentity node;
  private final FaultLog log;
  private final Map<Message.Type, StreamRoute.Handler> handlers = new EnumMap<>(Message.Type.class);

  EnvelopeRouter(NodeIdentity node, FaultLog log, Instance<StreamRoute> routes) {
    this.node = node;
    this.log = log;
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

  /**
   * Answers a request of a connection's remote end, which an answer follows for each but one-way
   * messages, unknown types and what the peer did not sign.
   *
   * @param peer the remote end
   * @param request a serialised envelope
   * @throws CafeException {@link Fault#ENVELOPE_INVALID} for what is no envelope at all; a
   *     retryable one for a one-way message that could not be taken for now
   */
  Optional<Envelope> connected(PeerId peer, byte[] request) {
    Message message;
    try {
      message = Envelopes.verify(request, peer);
    } catch (CafeException e) {
      Optional<Message> outline = Envelopes.outline(request);
      if (e.fault() == Fault.ENVELOPE_UNSIGNED || outline.isEmpty()) {
        LOG.log(System.Logger.Level.DEBUG, "passed over an envelope that its peer did not sign");
        return Optional.empty();
      }
      return refusal(outline.get(), e);
    }
    return dispatch(new StreamCall(peer, true, message));
  }

  /**
   * Answers a request that came by itself, whose sender may be anybody. What a room refuses is
   * answered by an error envelope.
   *
   * @param signer who is said to have signed the envelope
   * @param request a serialised envelope
   * @return the answer, serialised
   * @throws CafeException {@link Fault#ENVELOPE_UNSIGNED}, {@link Fault#ENVELOPE_INVALID}, {@link
   *     Fault#TOO_LARGE}; {@link Fault#REQUEST_MALFORMED} for a type that carries no token
   */
  public byte[] detached(PeerId signer, byte[] request) {
    Message message = Envelopes.verify(request, signer);
    if (!WITH_TOKEN.contains(message.getType())) {
      throw new CafeException(
          Fault.REQUEST_MALFORMED, "only messages that carry a token are taken here");
    }
    return dispatch(new StreamCall(signer, false, message))
        .orElseThrow(() -> new CafeException(Fault.REQUEST_MALFORMED, "nobody answers this type"))
        .toByteArray();
  }

  private Optional<Envelope> dispatch(StreamCall call) {
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
      return refusal(message, e);
    } catch (RuntimeException e) {
      return refusal(message, new CafeException(Fault.INTERNAL, Fault.INTERNAL.title(), e));
    }
  }

  /**
   * The answer to a request that failed; types that nobody takes have none, as one-way ones, whose
   * sender would take silence for success.
   *
   * @throws CafeException of a one-way message, if it might succeed later
   */
  private Optional<Envelope> refusal(Message request, CafeException e) {
    log.tell(LOG, e, () -> e.fault().code() + " in an envelope: " + e.detail());
    if (ONE_WAY.contains(request.getType()) && e.fault().retryable()) {
      throw e;
    }
    boolean answered =
        handlers.containsKey(request.getType()) && !ONE_WAY.contains(request.getType());
    return answered ? Optional.of(error(request, e)) : Optional.empty();
  }

  private Envelope error(Message request, CafeException e) {
    return sealed(Envelopes.error(request, e));
  }

  private Envelope sealed(Message message) {
    return Envelopes.sign(message, node);
  }
}
