package cafe.directory.stream;

import cafe.crypto.Ksuid;
import cafe.directory.ContactSearch;
import cafe.directory.DirectoryConfig;
import cafe.directory.queries.Queries;
import cafe.directory.queries.Query;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PeerId;
import cafe.libp2p.Host;
import cafe.libp2p.Stream;
import cafe.limits.Limit;
import cafe.limits.Limits;
import cafe.peer.PeerNode;
import cafe.wire.Envelopes;
import cafe.wire.FoundItem;
import cafe.wire.Frames;
import cafe.wire.Payloads;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.PubSubQuery;
import cafe.wire.pb.PubSubQueryResults;
import cafe.wire.pb.QueryResults;
import cafe.wire.pb.ThreadSnapshotQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers other peers' queries from this cafe's rows. No results: no answer. Results go back on a
 * stream to the asker, or to a topic of his own: anybody may ask, so on others' topics a small
 * question would bring everybody a large answer.
 */
@ApplicationScoped
class Answers {

  private static final System.Logger LOG = System.getLogger(Answers.class.getName());
  private static final String PROTOCOL = Envelopes.PROTOCOL;

  /** Less than a message of pubsub may have. */
  private static final long MAX_SNAPSHOT = 1_000_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Queries queries;
  private final Questions questions;
  private final PeerNode peers;
  private final NodeIdentity node;
  private final Limits limits;
  private final DirectoryConfig config;

  Answers(
      Queries queries,
      Questions questions,
      PeerNode peers,
      NodeIdentity node,
      Limits limits,
      DirectoryConfig config) {
    this.queries = queries;
    this.questions = questions;
    this.peers = peers;
    this.node = node;
    this.limits = limits;
    this.config = config;
  }

  /**
   * Whether a query may be answered: not one of our own, and within the limits.
   *
   * @param neighbour the connected peer that it came from, who need not be the asker
   */
  boolean accepts(PeerId asker, PeerId neighbour, PubSubQuery query) {
    return !questions.isOpen(query.getId())
        && query.getExcludeCount() <= ContactSearch.MAX_EXCLUDE
        && limits.tryTake(Limit.QUERY_BY_PEER, asker.toString())
        && limits.tryTake(Limit.QUERY_BY_NEIGHBOUR, neighbour.toString())
        && limits.tryTake(Limit.QUERY_BY_ANYBODY, "");
  }

  /** Answers a query, if there is something to say. */
  void answer(PeerId asker, PubSubQuery query) {
    boolean published = query.getResponseType() == PubSubQuery.ResponseType.PUBSUB;
    if (published && topic(asker, query).isEmpty()) {
      return;
    }
    Optional<Query> wanted = query(query);
    if (wanted.isEmpty()) {
      return;
    }
    try {
      for (List<FoundItem> batch : results(wanted.get())) {
        send(asker, query, batch);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> "an answer did not reach its peer: " + e);
    }
  }

  private List<List<FoundItem>> results(Query query) throws IOException {
    List<List<FoundItem>> batches = new ArrayList<>();
    long[] bytes = {0};
    long most = config.maxAnswer().asLongValue();
    queries.local(
        query,
        Math.min(most, MAX_SNAPSHOT),
        batch -> {
          bytes[0] += batch.stream().mapToLong(FoundItem::size).sum();
          boolean fits = bytes[0] <= most;
          if (fits) {
            batches.add(batch);
          }
          return fits;
        });
    return batches;
  }

  private Optional<Query> query(PubSubQuery query) {
    Query.Target target =
        switch (query.getType()) {
          case CONTACTS -> {
            ContactQuery contact =
                Payloads.unpack(query.getPayload(), ContactQuery.getDefaultInstance());
            yield new Query.Contacts(
                new ContactSearch(
                    contact.getAddress(), contact.getName(), Set.copyOf(query.getExcludeList())));
          }
          case THREAD_SNAPSHOTS ->
              new Query.AccountSnapshots(
                  Payloads.unpack(query.getPayload(), ThreadSnapshotQuery.getDefaultInstance())
                      .getAddress());
          case UNRECOGNIZED -> null;
        };
    return Optional.ofNullable(target)
        .map(
            found ->
                new Query(query.getId(), found, config.maxResults(), Query.DEFAULT_WAIT, false));
  }

  private void send(PeerId asker, PubSubQuery query, List<FoundItem> batch) throws IOException {
    QueryResults.Builder results = QueryResults.newBuilder().setType(query.getType());
    batch.forEach(item -> results.addItems(item.message()));
    Message message =
        Envelopes.request(
            Message.Type.CAFE_PUBSUB_QUERY_RES,
            PubSubQueryResults.newBuilder().setId(query.getId()).setResults(results).build());
    byte[] envelope = Envelopes.sign(message, node).toByteArray();
    if (query.getResponseType() == PubSubQuery.ResponseType.PUBSUB) {
      Optional<String> topic = topic(asker, query);
      peers.pubsub().ifPresent(pubsub -> topic.ifPresent(name -> pubsub.publish(name, envelope)));
    } else {
      write(asker, envelope);
    }
  }

  /**
   * Where an answer may be published: the topic of the asker's own name, or one named as the query
   * if that is an id as the original makes them.
   */
  static Optional<String> topic(PeerId asker, PubSubQuery query) {
    String topic = query.getTopic().isEmpty() ? query.getId() : query.getTopic();
    boolean own = topic.equals(PROTOCOL + "/" + asker);
    boolean once = topic.equals(query.getId()) && Ksuid.isValid(topic);
    return own || once ? Optional.of(topic) : Optional.empty();
  }

  private void write(PeerId asker, byte[] envelope) throws IOException {
    Optional<Host> host = peers.host();
    if (host.isPresent()) {
      try (Stream stream = host.get().newStream(asker, PATIENCE, PROTOCOL)) {
        stream.writeTimeout(PATIENCE);
        stream.output().write(Frames.frame(envelope));
        stream.closeWrite();
      }
    }
  }
}
