package cafe.doors;

import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.libp2p.Host;
import cafe.testkit.TestDevice;
import cafe.wire.Payloads;
import cafe.wire.pb.Cafe;
import cafe.wire.pb.CafeChallenge;
import cafe.wire.pb.CafeCheckMessages;
import cafe.wire.pb.CafeDeleteMessages;
import cafe.wire.pb.CafeDeleteMessagesAck;
import cafe.wire.pb.CafeDeliverMessage;
import cafe.wire.pb.CafeDeregistration;
import cafe.wire.pb.CafeDeregistrationAck;
import cafe.wire.pb.CafeMessages;
import cafe.wire.pb.CafeNonce;
import cafe.wire.pb.CafeObject;
import cafe.wire.pb.CafeObjectList;
import cafe.wire.pb.CafePublishPeer;
import cafe.wire.pb.CafePublishPeerAck;
import cafe.wire.pb.CafeRefreshSession;
import cafe.wire.pb.CafeRegistration;
import cafe.wire.pb.CafeSession;
import cafe.wire.pb.CafeStore;
import cafe.wire.pb.CafeStoreAck;
import cafe.wire.pb.CafeStoreThread;
import cafe.wire.pb.CafeStoreThreadAck;
import cafe.wire.pb.CafeUnstore;
import cafe.wire.pb.CafeUnstoreAck;
import cafe.wire.pb.CafeUnstoreThread;
import cafe.wire.pb.CafeUnstoreThreadAck;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Error;
import cafe.wire.pb.Message;
import cafe.wire.pb.Message.Type;
import cafe.wire.pb.Peer;
import cafe.wire.pb.PubSubQuery;
import cafe.wire.pb.PubSubQueryResults;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.ThreadSnapshotQuery;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Devices that speak {@code /textile/cafe/1.0.0}, each over one stream for all its requests. */
final class StreamDoor implements Door {

  private final Host cafe;
  private final Clock clock;
  private final FaultLog faults = new FaultLog();
  private final Map<PeerId, StreamClient> clients = new HashMap<>();

  StreamDoor(Host cafe, Clock clock) {
    this.cafe = cafe;
    this.clock = clock;
  }

  @Override
  public boolean proves() {
    return true;
  }

  private StreamClient client(TestDevice device) {
    return clients.computeIfAbsent(device.peer(), peer -> new StreamClient(device, cafe));
  }

  /** Asks, and reads the answer, which is of a type or an error. */
  private <T extends MessageLite> Outcome ask(
      TestDevice device, Request request, Type type, T payload, Function<T, Outcome> words) {
    try {
      faults.clear();
      Message answer = client(device).ask(request.type, request.payload);
      if (answer.getType() == Type.ERROR) {
        Error error = Payloads.unpack(answer.getPayload(), Error.getDefaultInstance());
        Fault fault = faults.last().orElseThrow(() -> new AssertionError("no fault: " + error));
        return Outcome.refused(fault, error.getCode(), error.getMessage());
      }
      if (answer.getType() != type) {
        throw new AssertionError(request.type + " was answered by " + answer.getType());
      }
      return words.apply(Payloads.unpack(answer.getPayload(), payload));
    } catch (IOException e) {
      throw new AssertionError(request.type + " was not answered", e);
    }
  }

  /** What is asked. */
  private record Request(Type type, MessageLite payload) {}

  @Override
  public Outcome challenge(TestDevice device, String address, String accessToken) {
    Request request =
        new Request(Type.CAFE_CHALLENGE, CafeChallenge.newBuilder().setAddress(address).build());
    return ask(
        device,
        request,
        Type.CAFE_NONCE,
        CafeNonce.getDefaultInstance(),
        nonce -> Outcome.ok(nonce.getValue()));
  }

  @Override
  public Outcome register(TestDevice device, Application application) {
    CafeRegistration registration =
        CafeRegistration.newBuilder()
            .setAddress(application.address())
            .setValue(application.challenge())
            .setNonce(application.nonce())
            .setSig(ByteString.copyFrom(application.signature()))
            .setToken(application.accessToken())
            .build();
    return session(device, new Request(Type.CAFE_REGISTRATION, registration));
  }

  @Override
  public Outcome refresh(TestDevice device) {
    CafeRefreshSession pair =
        CafeRefreshSession.newBuilder()
            .setAccess(device.access())
            .setRefresh(device.refresh())
            .build();
    return session(device, new Request(Type.CAFE_REFRESH_SESSION, pair));
  }

  private Outcome session(TestDevice device, Request request) {
    return ask(
        device,
        request,
        Type.CAFE_SESSION,
        CafeSession.getDefaultInstance(),
        session -> {
          device.keep(session.getAccess(), session.getRefresh());
          return Answers.session(session, clock);
        });
  }

  @Override
  public Outcome leave(TestDevice device, String token) {
    Request request =
        new Request(
            Type.CAFE_DEREGISTRATION, CafeDeregistration.newBuilder().setToken(token).build());
    return ask(
        device,
        request,
        Type.CAFE_DEREGISTRATION_ACK,
        CafeDeregistrationAck.getDefaultInstance(),
        ack -> acknowledged(ack.getId(), device.peer().toString()));
  }

  private static Outcome acknowledged(String said, String asked) {
    return said.equals(asked) ? Outcome.ok() : Outcome.ok("but of " + said);
  }

  @Override
  public Outcome lacking(TestDevice device, String token, List<String> cids) {
    Request request =
        new Request(
            Type.CAFE_STORE, CafeStore.newBuilder().setToken(token).addAllCids(cids).build());
    return ask(
        device,
        request,
        Type.CAFE_OBJECT_LIST,
        CafeObjectList.getDefaultInstance(),
        list -> Outcome.ok(list.getCidsList()));
  }

  @Override
  public Outcome store(TestDevice device, String token, String cid, byte[] bytes) {
    return object(
        device,
        CafeObject.newBuilder().setToken(token).setCid(cid).setData(ByteString.copyFrom(bytes)));
  }

  @Override
  public Outcome storeNode(TestDevice device, String token, String cid, byte[] json) {
    return object(
        device,
        CafeObject.newBuilder().setToken(token).setCid(cid).setNode(ByteString.copyFrom(json)));
  }

  private Outcome object(TestDevice device, CafeObject.Builder object) {
    return ask(
        device,
        new Request(Type.CAFE_OBJECT, object.build()),
        Type.CAFE_STORE_ACK,
        CafeStoreAck.getDefaultInstance(),
        ack -> acknowledged(ack.getId(), object.getCid()));
  }

  @Override
  public Outcome unstore(TestDevice device, String token, String cid) {
    Request request =
        new Request(
            Type.CAFE_UNSTORE, CafeUnstore.newBuilder().setToken(token).addCids(cid).build());
    return ask(
        device,
        request,
        Type.CAFE_UNSTORE_ACK,
        CafeUnstoreAck.getDefaultInstance(),
        ack -> acknowledged(String.join(",", ack.getCidsList()), cid));
  }

  @Override
  public Outcome storeSnapshot(TestDevice device, String token, String thread, byte[] ciphertext) {
    Request request =
        new Request(
            Type.CAFE_STORE_THREAD,
            CafeStoreThread.newBuilder()
                .setToken(token)
                .setId(thread)
                .setCiphertext(ByteString.copyFrom(ciphertext))
                .build());
    return ask(
        device,
        request,
        Type.CAFE_STORE_THREAD_ACK,
        CafeStoreThreadAck.getDefaultInstance(),
        ack -> acknowledged(ack.getId(), thread));
  }

  @Override
  public Outcome removeSnapshot(TestDevice device, String token, String thread) {
    Request request =
        new Request(
            Type.CAFE_UNSTORE_THREAD,
            CafeUnstoreThread.newBuilder().setToken(token).setId(thread).build());
    return ask(
        device,
        request,
        Type.CAFE_UNSTORE_THREAD_ACK,
        CafeUnstoreThreadAck.getDefaultInstance(),
        ack -> acknowledged(ack.getId(), thread));
  }

  @Override
  public Outcome deliver(TestDevice author, String recipient, byte[] envelope) {
    CafeDeliverMessage delivery =
        CafeDeliverMessage.newBuilder()
            .setId("what the sender says does not count")
            .setClient(recipient)
            .setEnv(ByteString.copyFrom(envelope))
            .build();
    try {
      faults.clear();
      client(author).send(Type.CAFE_DELIVER_MESSAGE, delivery);
      client(author).assertNothingWasAnswered();
      return faults.last().map(Outcome::silence).orElse(Outcome.SILENCE);
    } catch (IOException e) {
      throw new AssertionError("a delivery ended the stream", e);
    }
  }

  @Override
  public Outcome check(TestDevice device, String token) {
    Request request =
        new Request(
            Type.CAFE_CHECK_MESSAGES, CafeCheckMessages.newBuilder().setToken(token).build());
    return ask(
        device,
        request,
        Type.CAFE_MESSAGES,
        CafeMessages.getDefaultInstance(),
        page -> Answers.messages(page.getMessagesList()));
  }

  @Override
  public Outcome delete(TestDevice device, String token) {
    Request request =
        new Request(
            Type.CAFE_DELETE_MESSAGES, CafeDeleteMessages.newBuilder().setToken(token).build());
    return ask(
        device,
        request,
        Type.CAFE_DELETE_MESSAGES_ACK,
        CafeDeleteMessagesAck.getDefaultInstance(),
        ack -> Outcome.ok(ack.getMore() ? "more" : "no more"));
  }

  @Override
  public Outcome publish(TestDevice device, String token, Publication publication) {
    Peer peer =
        Peer.newBuilder()
            .setId(publication.id())
            .setAddress(publication.address())
            .setName(publication.name())
            .addInboxes(Cafe.newBuilder().setPeer(publication.inbox()))
            .build();
    Request request =
        new Request(
            Type.CAFE_PUBLISH_PEER,
            CafePublishPeer.newBuilder().setToken(token).setPeer(peer).build());
    return ask(
        device,
        request,
        Type.CAFE_PUBLISH_PEER_ACK,
        CafePublishPeerAck.getDefaultInstance(),
        ack -> acknowledged(ack.getId(), publication.id()));
  }

  @Override
  public Outcome search(TestDevice device, String token, String name, int awaited) {
    PubSubQuery.Builder query =
        PubSubQuery.newBuilder()
            .setType(Query.Type.CONTACTS)
            .setPayload(Payloads.packBare(ContactQuery.newBuilder().setName(name).build()));
    return query(device, query, awaited);
  }

  @Override
  public Outcome recover(TestDevice device, String token, String address, int awaited) {
    ThreadSnapshotQuery account = ThreadSnapshotQuery.newBuilder().setAddress(address).build();
    PubSubQuery.Builder query =
        PubSubQuery.newBuilder()
            .setType(Query.Type.THREAD_SNAPSHOTS)
            .setPayload(Payloads.packBare(account));
    return query(device, query, awaited);
  }

  /** The query as a pubsub message would bring it; the cafe answers on streams of its own. */
  private Outcome query(TestDevice device, PubSubQuery.Builder query, int awaited) {
    query.setId(UUID.randomUUID().toString()).setResponseType(PubSubQuery.ResponseType.P2P);
    StreamClient client = client(device);
    List<QueryResult> results = new ArrayList<>();
    try {
      client.send(Type.CAFE_PUBSUB_QUERY, query.build());
      client.assertNothingWasAnswered();
      while (results.size() < awaited) {
        Message message = client.incoming();
        PubSubQueryResults found =
            Payloads.unpack(message.getPayload(), PubSubQueryResults.getDefaultInstance());
        if (message.getType() != Type.CAFE_PUBSUB_QUERY_RES
            || !found.getId().equals(query.getId())) {
          throw new AssertionError("an answer to another question: " + message);
        }
        results.addAll(found.getResults().getItemsList());
      }
      return Answers.results(results);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the query failed", e);
    }
  }

  @Override
  public void close() {
    clients.values().forEach(StreamClient::close);
    faults.close();
  }
}
