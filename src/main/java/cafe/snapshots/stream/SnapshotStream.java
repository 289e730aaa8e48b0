package cafe.snapshots.stream;

import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.peer.Reply;
import cafe.peer.StreamCall;
import cafe.peer.StreamRoute;
import cafe.snapshots.Condition;
import cafe.snapshots.Snapshots;
import cafe.wire.pb.CafeStoreThread;
import cafe.wire.pb.CafeStoreThreadAck;
import cafe.wire.pb.CafeUnstoreThread;
import cafe.wire.pb.CafeUnstoreThreadAck;
import cafe.wire.pb.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Store and unstore a thread's snapshot. */
@ApplicationScoped
class SnapshotStream implements StreamRoute {

  private final Snapshots snapshots;
  private final CallerResolver callers;

  SnapshotStream(Snapshots snapshots, CallerResolver callers) {
    this.snapshots = snapshots;
    this.callers = callers;
  }

  @Override
  public Map<Message.Type, Handler> handlers() {
    return Map.of(
        Message.Type.CAFE_STORE_THREAD, this::store,
        Message.Type.CAFE_UNSTORE_THREAD, this::remove);
  }

  private Reply store(StreamCall call) {
    CafeStoreThread request = call.payload(CafeStoreThread.getDefaultInstance());
    Caller.Session session = call.session(callers, request.getToken());
    snapshots.store(
        session, request.getId(), request.getCiphertext().toByteArray(), Condition.NONE);
    return Reply.of(
        Message.Type.CAFE_STORE_THREAD_ACK,
        CafeStoreThreadAck.newBuilder().setId(request.getId()).build());
  }

  private Reply remove(StreamCall call) {
    CafeUnstoreThread request = call.payload(CafeUnstoreThread.getDefaultInstance());
    Caller.Session session = call.session(callers, request.getToken());
    snapshots.remove(session, request.getId(), Condition.NONE);
    return Reply.of(
        Message.Type.CAFE_UNSTORE_THREAD_ACK,
        CafeUnstoreThreadAck.newBuilder().setId(request.getId()).build());
  }
}
