package cafe.directory.stream;

import cafe.directory.Directory;
import cafe.directory.PublishedPeer;
import cafe.identity.Clients;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.kernel.Fault;
import cafe.peer.Reply;
import cafe.peer.StreamCall;
import cafe.peer.StreamRoute;
import cafe.wire.PeerRecord;
import cafe.wire.pb.CafePublishPeer;
import cafe.wire.pb.CafePublishPeerAck;
import cafe.wire.pb.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** A client publishes its peer. */
@ApplicationScoped
class PublishStream implements StreamRoute {

  private final Directory directory;
  private final Clients clients;
  private final CallerResolver callers;

  PublishStream(Directory directory, Clients clients, CallerResolver callers) {
    this.directory = directory;
    this.clients = clients;
    this.callers = callers;
  }

  @Override
  public Map<Message.Type, Handler> handlers() {
    return Map.of(Message.Type.CAFE_PUBLISH_PEER, this::publish);
  }

  private Reply publish(StreamCall call) {
    CafePublishPeer request = call.payload(CafePublishPeer.getDefaultInstance());
    Caller.Session session = call.session(callers, request.getToken());
    if (call.connected()) {
      clients.prove(call.peer());
    }
    if (!request.hasPeer()) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "the peer is missing");
    }
    directory.publish(session, peer(session, PeerRecord.of(request.getPeer())));
    return Reply.of(
        Message.Type.CAFE_PUBLISH_PEER_ACK,
        CafePublishPeerAck.newBuilder().setId(request.getPeer().getId()).build());
  }

  private static PublishedPeer peer(Caller.Session session, PeerRecord record) {
    if (!record.id().equals(session.client().toString())
        || !record.address().equals(session.account().toString())) {
      throw new CafeException(Fault.FORBIDDEN, "a client publishes only its own peer");
    }
    return new PublishedPeer(
        session.client(),
        session.account(),
        record.name(),
        record.avatar(),
        record.inboxes().stream().map(PublishStream::inbox).toList(),
        record.created(),
        record.updated());
  }

  private static PublishedPeer.Inbox inbox(PeerRecord.CafeRecord cafe) {
    return new PublishedPeer.Inbox(
        cafe.peer(), cafe.address(), cafe.api(), cafe.protocol(), cafe.node(), cafe.url());
  }
}
