package cafe.inbox.stream;

import cafe.identity.Clients;
import cafe.inbox.Deliveries;
import cafe.inbox.Delivery;
import cafe.inbox.Inbox;
import cafe.inbox.InboxMessage;
import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.peer.Reply;
import cafe.peer.StreamCall;
import cafe.peer.StreamRoute;
import cafe.wire.Timestamps;
import cafe.wire.pb.CafeCheckMessages;
import cafe.wire.pb.CafeDeleteMessages;
import cafe.wire.pb.CafeDeleteMessagesAck;
import cafe.wire.pb.CafeDeliverMessage;
import cafe.wire.pb.CafeMessage;
import cafe.wire.pb.CafeMessages;
import cafe.wire.pb.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Check, delete what was checked, deliver. */
@ApplicationScoped
class InboxStream implements StreamRoute {

  private final Inbox inbox;
  private final Deliveries deliveries;
  private final Clients clients;
  private final CallerResolver callers;
  private final PatientSteps patient;

  InboxStream(
      Inbox inbox,
      Deliveries deliveries,
      Clients clients,
      CallerResolver callers,
      PatientSteps patient) {
    this.inbox = inbox;
    this.deliveries = deliveries;
    this.clients = clients;
    this.callers = callers;
    this.patient = patient;
  }

  @Override
  public Map<Message.Type, Handler> handlers() {
    return Map.of(
        Message.Type.CAFE_DELIVER_MESSAGE, this::deliver,
        Message.Type.CAFE_CHECK_MESSAGES, this::check,
        Message.Type.CAFE_DELETE_MESSAGES, this::delete);
  }

  /**
   * The connection's peer is the author. Without an envelope (very old clients sent the id alone)
   * there is nothing that could be checked or kept. What cannot be kept for now waits; senders hear
   * of nothing, and would take it for delivered.
   */
  private Reply deliver(StreamCall call) {
    CafeDeliverMessage request = call.payload(CafeDeliverMessage.getDefaultInstance());
    if (!request.getEnv().isEmpty()) {
      deliveries.deliver(
          new Delivery(call.peer(), request.getClient(), request.getEnv().toByteArray()), patient);
    }
    return Reply.NONE;
  }

  private Reply check(StreamCall call) {
    CafeCheckMessages request = call.payload(CafeCheckMessages.getDefaultInstance());
    Caller.Session session = call.session(callers, request.getToken());
    if (call.connected()) {
      clients.prove(call.peer());
    }
    CafeMessages.Builder page = CafeMessages.newBuilder();
    for (InboxMessage message : inbox.check(session)) {
      page.addMessages(
          CafeMessage.newBuilder()
              .setId(message.id().toString())
              .setPeer(message.author().toString())
              .setDate(Timestamps.of(message.received())));
    }
    return Reply.of(Message.Type.CAFE_MESSAGES, page.build());
  }

  private Reply delete(StreamCall call) {
    CafeDeleteMessages request = call.payload(CafeDeleteMessages.getDefaultInstance());
    Caller.Session session = call.session(callers, request.getToken());
    boolean more = inbox.deleteChecked(session);
    return Reply.of(
        Message.Type.CAFE_DELETE_MESSAGES_ACK,
        CafeDeleteMessagesAck.newBuilder().setMore(more).build());
  }
}
