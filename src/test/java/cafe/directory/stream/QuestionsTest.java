package cafe.directory.stream;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.directory.ContactSearch;
import cafe.directory.queries.Query;
import cafe.directory.queries.QueryNetwork;
import cafe.kernel.PeerId;
import cafe.testkit.TestNode;
import cafe.wire.FoundItem;
import cafe.wire.pb.PubSubQueryResults;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.QueryResults;
import com.google.protobuf.Any;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * W17: anyone may send results; only those that answer a query in flight are taken, within caps.
 */
class QuestionsTest {

  private static final PeerId EVE = TestNode.CLIENT.peerId();
  private static final PeerId OTHER = TestNode.CAFE.peerId();
  private static final Query QUERY =
      new Query(
          "1WoPFSj3Nf2aFsKwy8p8hbVgo7W",
          new Query.Contacts(new ContactSearch("", "ada", Set.of())),
          5,
          Query.DEFAULT_WAIT,
          false);

  private final Questions questions = new Questions();
  private final List<FoundItem> taken = new ArrayList<>();

  private static FoundItem item(String id) {
    return new FoundItem(id, Optional.of(Instant.EPOCH), FoundItem.Kind.PEER, new byte[] {1});
  }

  private static PubSubQueryResults results(String id, QueryResult... items) {
    return PubSubQueryResults.newBuilder()
        .setId(id)
        .setResults(QueryResults.newBuilder().addAllItems(List.of(items)))
        .build();
  }

  private QueryNetwork.Question open() {
    return questions.open(QUERY, taken::addAll).orElseThrow();
  }

  @Test
  void w17OnlyQueriesInFlightAreAnswered() throws Exception {
    PubSubQueryResults results = results(QUERY.id(), item("a").message());
    questions.answer(EVE, results);
    try (QueryNetwork.Question _ = open()) {
      questions.answer(EVE, results("another", item("b").message()));
      assertThat(taken).isEmpty();
      questions.answer(EVE, results);
      assertThat(taken).hasSize(1);
      assertThat(questions.open(QUERY, taken::addAll)).as("the same id again").isEmpty();
    }
    questions.answer(EVE, results);
    assertThat(taken).as("after the end").hasSize(1);
  }

  @Test
  void w17ValuesOfOtherTypesAreLeftOut() throws Exception {
    QueryResult odd =
        QueryResult.newBuilder()
            .setId("x")
            .setValue(
                Any.newBuilder()
                    .setTypeUrl("/CafeSession")
                    .setValue(item("x").message().toByteString()))
            .build();
    try (QueryNetwork.Question _ = open()) {
      questions.answer(EVE, results(QUERY.id(), odd));
      assertThat(taken).isEmpty();
      questions.answer(EVE, results(QUERY.id(), odd, item("a").message()));
      assertThat(taken).extracting(FoundItem::id).containsExactly("a");
    }
  }

  @Test
  void w17NobodyFloodsAQuery() throws Exception {
    try (QueryNetwork.Question _ = open()) {
      QueryResult[] many = new QueryResult[1_001];
      for (int i = 0; i < many.length; i++) {
        many[i] = item("p" + i).message();
      }
      questions.answer(EVE, results(QUERY.id(), many));
      assertThat(taken).isEmpty();
      for (int i = 0; i < 1_000; i++) {
        questions.answer(EVE, results(QUERY.id(), item("p" + i).message()));
      }
      assertThat(taken).hasSizeLessThan(100);
      int sofar = taken.size();
      questions.answer(OTHER, results(QUERY.id(), item("good").message()));
      assertThat(taken).as("others are heard").hasSize(sofar + 1);
    }
  }
}
