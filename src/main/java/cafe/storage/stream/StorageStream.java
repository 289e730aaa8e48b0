package cafe.storage.stream;

import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.peer.Reply;
import cafe.peer.StreamCall;
import cafe.peer.StreamRoute;
import cafe.storage.StorageService;
import cafe.wire.pb.CafeObject;
import cafe.wire.pb.CafeObjectList;
import cafe.wire.pb.CafeStore;
import cafe.wire.pb.CafeStoreAck;
import cafe.wire.pb.CafeUnstore;
import cafe.wire.pb.CafeUnstoreAck;
import cafe.wire.pb.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Ask what is lacking, send it, take it back. */
@ApplicationScoped
class StorageStream implements StreamRoute {

  private final StorageService storage;
  private final CallerResolver callers;
  private final AskingOrder asking = new AskingOrder();

  StorageStream(StorageService storage, CallerResolver callers) {
    this.storage = storage;
    this.callers = callers;
  }

  @Override
  public Map<Message.Type, Handler> handlers() {
    return Map.of(
        Message.Type.CAFE_STORE, this::store,
        Message.Type.CAFE_OBJECT, this::object,
        Message.Type.CAFE_UNSTORE, this::unstore);
  }

  private Reply store(StreamCall call) {
    CafeStore request = call.payload(CafeStore.getDefaultInstance());
    Caller.Session session = call.session(callers, request.getToken());
    List<String> lacking = storage.lacking(session, request.getCidsList());
    return Reply.of(
        Message.Type.CAFE_OBJECT_LIST,
        CafeObjectList.newBuilder().addAllCids(asking.order(call.peer(), lacking)).build());
  }

  private Reply object(StreamCall call) {
    CafeObject request = call.payload(CafeObject.getDefaultInstance());
    Caller.Session session = call.session(callers, request.getToken());
    String id =
        storage.storeObject(
            session,
            request.getCid(),
            request.getData().toByteArray(),
            request.getNode().toByteArray());
    asking.came(call.peer(), id);
    return Reply.of(Message.Type.CAFE_STORE_ACK, CafeStoreAck.newBuilder().setId(id).build());
  }

  private Reply unstore(StreamCall call) {
    CafeUnstore request = call.payload(CafeUnstore.getDefaultInstance());
    Caller.Session session = call.session(callers, request.getToken());
    return Reply.of(
        Message.Type.CAFE_UNSTORE_ACK,
        CafeUnstoreAck.newBuilder()
            .addAllCids(storage.unstore(session, request.getCidsList()))
            .build());
  }
}
