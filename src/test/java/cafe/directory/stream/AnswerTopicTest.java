package cafe.directory.stream;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.PeerId;
import cafe.testkit.TestNode;
import cafe.wire.pb.PubSubQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an answer may be published: nobody chooses a topic that others listen to. */
class AnswerTopicTest {

  private static final PeerId ASKER = TestNode.CLIENT.peerId();
  private static final String ID = "1WoPFSj3Nf2aFsKwy8p8hbVgo7W";

  private static PubSubQuery query(String id, String topic) {
    return PubSubQuery.newBuilder().setId(id).setTopic(topic).build();
  }

  @Test
  void theAskersOwnTopic() {
    String own = "/textile/cafe/1.0.0/" + ASKER;
    assertThat(Answers.topic(ASKER, query(ID, own))).contains(own);
  }

  @Test
  void theQuerysIdIfNoneIsNamed() {
    assertThat(Answers.topic(ASKER, query(ID, ""))).contains(ID);
    assertThat(Answers.topic(ASKER, query(ID, ID))).contains(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/textile/cafe/1.0.0",
        "/textile/threads/2.0.0",
        "/textile/cafe/1.0.0/",
        "/textile/cafe/1.0.0/12D3KooWEdC2zxmYfNZYgDWDqYrWxbVd3WKEkFWUCfA1KMtYmxCB",
        "general"
      })
  void noOther(String topic) {
    assertThat(Answers.topic(ASKER, query(ID, topic))).isEmpty();
    assertThat(Answers.topic(ASKER, query(topic, ""))).as("as the query's id").isEmpty();
    assertThat(Answers.topic(ASKER, query(topic, topic))).as("as both").isEmpty();
  }
}
