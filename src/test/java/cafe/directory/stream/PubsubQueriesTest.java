package cafe.directory.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.directory.ContactSearch;
import cafe.directory.DirectoryConfig;
import cafe.directory.queries.Queries;
import cafe.directory.queries.Query;
import cafe.directory.queries.QueryNetwork;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PeerId;
import cafe.libp2p.pubsub.Pubsub;
import cafe.limits.Limits;
import cafe.peer.PeerNode;
import cafe.peer.Reply;
import cafe.peer.StreamCall;
import cafe.peer.StreamRoute;
import cafe.testkit.TestDevice;
import cafe.wire.Envelopes;
import cafe.wire.pb.Message;
import cafe.wire.pb.PubSubQuery;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of others, and how many others are answered at one time. */
@QuarkusTest
class PubsubQueriesTest {

  @Inject PubsubQueries queries;
  @Inject PeerNode peers;
  @Inject NodeIdentity node;
  @Inject Questions questions;
  @Inject Queries local;
  @Inject Limits limits;
  @Inject DirectoryConfig config;

  /** Answers that nobody takes, until he does. */
  private final class Held extends Answers {
    private final CountDownLatch taken = new CountDownLatch(1);
    private final Semaphore begun = new Semaphore(0);

    Held() {
      super(local, questions, peers, node, limits, config);
    }

    @Override
    boolean accepts(PeerId asker, PeerId neighbour, PubSubQuery query) {
      return true;
    }

    @Override
    void answer(PeerId asker, PubSubQuery query) {
      begun.release();
      try {
        taken.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Each answer is held in memory while it is sent: on a stream as on a topic. */
  @Test
  @Timeout(60)
  void whoAsksOnAStreamTakesOneOfTheAnsweringThreads() throws Exception {
    Held answers = new Held();
    AnsweringThreads threads = new AnsweringThreads();
    StreamRoute route = new PubsubQueries(peers, node, questions, answers, threads);
    try {
      for (int i = 0; i < AnsweringThreads.MOST; i++) {
        assertThat(ask(route)).isEqualTo(Reply.NONE);
      }
      answers.begun.acquire(AnsweringThreads.MOST);
      assertThat(ask(route)).isEqualTo(Reply.NONE);
      assertThat(threads.start(() -> {})).as("one is free").isFalse();
    } finally {
      answers.taken.countDown();
    }
    while (!threads.start(() -> {})) {
      Thread.onSpinWait();
    }
    assertThat(answers.begun.tryAcquire()).as("a query too many was answered").isFalse();
    ask(route);
    answers.begun.acquire();
  }

  private static Reply ask(StreamRoute route) {
    PubSubQuery query = PubSubQuery.newBuilder().setId("a query").build();
    Message message = Envelopes.request(Message.Type.CAFE_PUBSUB_QUERY, query);
    return route
        .handlers()
        .get(Message.Type.CAFE_PUBSUB_QUERY)
        .handle(new StreamCall(TestDevice.create().peer(), true, message));
  }

  private static Query query(String name) {
    return new Query(
        UUID.randomUUID().toString(),
        new Query.Contacts(new ContactSearch("", name, Set.of())),
        5,
        Query.DEFAULT_WAIT,
        false);
  }

  @Test
  void aQueryInFlightIsNotAskedAgain() {
    Query query = query("ada");
    QueryNetwork.Question question = queries.ask(query, found -> {}).orElseThrow();
    assertThat(questions.isOpen(query.id())).isTrue();
    assertThat(queries.ask(query, found -> {})).isEmpty();
    question.close();
    assertThat(questions.isOpen(query.id())).isFalse();
    queries.ask(query, found -> {}).orElseThrow().close();
  }

  @Test
  void aQueryThatIsNotSentIsNotInFlight() {
    Query query = query("a".repeat(Pubsub.MAX_DATA));
    assertThatThrownBy(() -> queries.ask(query, found -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(questions.isOpen(query.id())).isFalse();
  }
}
