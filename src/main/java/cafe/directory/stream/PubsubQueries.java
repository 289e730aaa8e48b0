package cafe.directory.stream;

import cafe.directory.queries.Query;
import cafe.directory.queries.QueryNetwork;
import cafe.kernel.CafeException;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PeerId;
import cafe.peer.PeerNode;
import cafe.peer.Reply;
import cafe.peer.StreamCall;
import cafe.peer.StreamRoute;
import cafe.wire.Envelopes;
import cafe.wire.FoundItem;
import cafe.wire.Payloads;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.PubSubQuery;
import cafe.wire.pb.PubSubQueryResults;
import cafe.wire.pb.ThreadSnapshotQuery;
import com.google.protobuf.Any;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Queries over pubsub, as asker and as answerer. */
@ApplicationScoped
class PubsubQueries implements QueryNetwork, StreamRoute {

  /** After the node. */
  private static final int START = 2_000;

  private static final String TOPIC = Envelopes.PROTOCOL;
  private static final System.Logger LOG = System.getLogger(PubsubQueries.class.getName());

  private final PeerNode peers;
  private final NodeIdentity node;
  private final Questions questions;
  private final Answers answers;
  private final AnsweringThreads threads;

  PubsubQueries(
      PeerNode peers,
      NodeIdentity node,
      Questions questions,
      Answers answers,
      AnsweringThreads threads) {
    this.peers = peers;
    this.node = node;
    this.questions = questions;
    this.answers = answers;
    this.threads = threads;
  }

  void onStart(@Observes @Priority(START) StartupEvent event) {
    peers
        .pubsub()
        .ifPresent(
            pubsub -> {
              pubsub.subscribe(TOPIC, this::heard);
              pubsub.subscribe(ownTopic(), this::heard);
            });
  }

  @Override
  public Map<Message.Type, Handler> handlers() {
    return Map.of(
        Message.Type.CAFE_PUBSUB_QUERY, this::query,
        Message.Type.CAFE_PUBSUB_QUERY_RES, this::results);
  }

  private Reply query(StreamCall call) {
    asked(call, call.peer());
    return Reply.NONE;
  }

  private Reply results(StreamCall call) {
    questions.answer(call.peer(), call.payload(PubSubQueryResults.getDefaultInstance()));
    return Reply.NONE;
  }

  /** Takes a message of a topic: an envelope that its author signed, or nothing. */
  private void heard(PeerId author, PeerId from, byte[] data) {
    if (author.equals(node.peerId())) {
      return;
    }
    try {
      StreamCall call = new StreamCall(author, false, Envelopes.verify(data, author));
      switch (call.message().getType()) {
        case CAFE_PUBSUB_QUERY -> asked(call, from);
        case CAFE_PUBSUB_QUERY_RES -> results(call);
        default -> LOG.log(System.Logger.Level.TRACE, "a message of no interest");
      }
    } catch (CafeException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> "dropped a pubsub message: " + e.detail());
    }
  }

  /** Is answered aside: the next message does not wait for the asker to take his answer. */
  private void asked(StreamCall call, PeerId from) {
    PubSubQuery query = call.payload(PubSubQuery.getDefaultInstance());
    if (answers.accepts(call.peer(), from, query)
        && !threads.start(() -> answers.answer(call.peer(), query))) {
      LOG.log(System.Logger.Level.DEBUG, "dropped a query: there is nobody free to answer");
    }
  }

  @Override
  public boolean hasPeers() {
    return peers.pubsub().map(pubsub -> !pubsub.peers(TOPIC).isEmpty()).orElse(false);
  }

  @Override
  public Optional<Question> ask(Query query, Consumer<List<FoundItem>> results) {
    // Before there is anything to close.
    Message request = Envelopes.request(Message.Type.CAFE_PUBSUB_QUERY, message(query));
    byte[] envelope = Envelopes.sign(request, node).toByteArray();
    Optional<Question> question = questions.open(query, results);
    try {
      question.flatMap(_ -> peers.pubsub()).ifPresent(pubsub -> pubsub.publish(TOPIC, envelope));
    } catch (RuntimeException e) {
      question.ifPresent(Question::close);
      throw e;
    }
    return question;
  }

  private PubSubQuery message(Query query) {
    PubSubQuery.Builder message =
        PubSubQuery.newBuilder()
            .setId(query.id())
            .setResponseType(PubSubQuery.ResponseType.P2P)
            .setTopic(ownTopic())
            .setTimeout(Math.toIntExact(query.patience().toSeconds()));
    switch (query.target()) {
      case Query.Contacts contacts ->
          message
              .setType(cafe.wire.pb.Query.Type.CONTACTS)
              .addAllExclude(contacts.search().exclude())
              .setPayload(
                  bare(
                      ContactQuery.newBuilder()
                          .setAddress(contacts.search().address())
                          .setName(contacts.search().name())
                          .build()));
      case Query.AccountSnapshots account ->
          message
              .setType(cafe.wire.pb.Query.Type.THREAD_SNAPSHOTS)
              .setPayload(
                  bare(ThreadSnapshotQuery.newBuilder().setAddress(account.address()).build()));
    }
    return message.build();
  }

  private static Any bare(com.google.protobuf.MessageLite payload) {
    return Payloads.packBare(payload);
  }

  private String ownTopic() {
    return TOPIC + "/" + node.peerId();
  }
}
