package cafe.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.database.sqlite.SqliteDriver;
import cafe.libp2p.StreamResetException;
import cafe.testkit.Letters;
import cafe.web.patience.Narrow;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeCheckMessages;
import cafe.wire.pb.CafeDeliverMessage;
import cafe.wire.pb.CafeMessage;
import cafe.wire.pb.CafeMessages;
import cafe.wire.pb.Message;
import cafe.wire.pb.Message.Type;
import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A delivery by stream, of which its sender hears nothing, while the database takes no changes. */
@QuarkusTest
@TestProfile(Narrow.class)
@Timeout(120)
class StreamOutageTest extends StreamContract {

  @ConfigProperty(name = "cafe.data")
  Path data;

  @Inject MeterRegistry meters;

  @Test
  void itWaitsForTheEndOfTheOutageAndWhatFollowsWaitsBehindIt() throws Exception {
    byte[] letter = Letters.of(ada, "patient");
    try (Connection _ = lock()) {
      client.send(delivery(letter));
      awaitWaiting(1);
    }
    assertThat(waiting()).containsExactly(Letters.id(letter));
    awaitWaiting(0);
  }

  @Test
  void anOutageThatLastsEndsItsStream() throws Exception {
    byte[] letter = Letters.of(ada, "in vain");
    try (Connection _ = lock()) {
      client.send(delivery(letter));
      awaitWaiting(1);
      clock.advance(Duration.ofMinutes(2));
      assertThatThrownBy(client::next).isInstanceOf(StreamResetException.class);
      awaitWaiting(0);
    }
    client.reopen();
    assertThat(waiting()).isEmpty();
    client.send(delivery(letter));
    assertThat(waiting()).containsExactly(Letters.id(letter));
  }

  private byte[] delivery(byte[] letter) {
    CafeDeliverMessage delivery =
        CafeDeliverMessage.newBuilder()
            .setClient(ada.peer().toString())
            .setEnv(ByteString.copyFrom(letter))
            .build();
    return client.sealed(Envelopes.request(Type.CAFE_DELIVER_MESSAGE, delivery));
  }

  /** The ids of what waits for the device, asked for on the stream of the deliveries. */
  private List<String> waiting() throws IOException {
    CafeCheckMessages check = CafeCheckMessages.newBuilder().setToken(ada.access()).build();
    Message answer = client.ask(Type.CAFE_CHECK_MESSAGES, check);
    assertThat(answer.getType()).isEqualTo(Type.CAFE_MESSAGES);
    return Payloads.unpack(answer.getPayload(), CafeMessages.getDefaultInstance())
        .getMessagesList()
        .stream()
        .map(CafeMessage::getId)
        .toList();
  }

  private void awaitWaiting(int deliveries) throws InterruptedException {
    Search gauge = meters.find("cafe.inbox.stream.waiting");
    while (gauge.gauges().stream().noneMatch(each -> each.value() == deliveries)) {
      Thread.sleep(10); // bounded by the test's own time limit
    }
  }

  /** As by another process: its transaction never ends by itself. */
  private Connection lock() throws SQLException {
    String url = "jdbc:sqlite:" + data.resolve("cafe.db") + "?busy_timeout=20000";
    Connection other = Objects.requireNonNull(new SqliteDriver().connect(url, new Properties()));
    other.createStatement().execute("begin immediate");
    return other;
  }
}
