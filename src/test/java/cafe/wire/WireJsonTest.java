package cafe.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.wire.pb.Cafe;
import cafe.wire.pb.CafeClientNonce;
import cafe.wire.pb.CafeDeleteMessagesAck;
import cafe.wire.pb.CafeMessage;
import cafe.wire.pb.CafeMessages;
import cafe.wire.pb.CafeSession;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WireJsonTest {
  private static final Timestamp TIME =
      Timestamps.of(Instant.parse("2020-01-26T00:53:20.123456789Z"));

  @Test
  void printsAsTheOriginalDoes() {
    assertThat(
            WireJson.nonce(
                CafeClientNonce.newBuilder()
                    .setValue("1WoPFSj3Nf2aFsKwy8p8hbVgo7W")
                    .setAddress("P4Wys")
                    .setDate(TIME)
                    .build()))
        .isEqualTo(
            "{\"value\":\"1WoPFSj3Nf2aFsKwy8p8hbVgo7W\",\"address\":\"P4Wys\","
                + "\"date\":\"2020-01-26T00:53:20.123456789Z\"}");
    Cafe cafe =
        Cafe.newBuilder()
            .setPeer("12D3")
            .setAddress("P")
            .setApi("v1")
            .setProtocol("/textile/cafe/1.0.0")
            .setNode("0.7.8")
            .setUrl("http://x\"y")
            .build();
    String cafeJson =
        "{\"peer\":\"12D3\",\"address\":\"P\",\"api\":\"v1\","
            + "\"protocol\":\"/textile/cafe/1.0.0\",\"node\":\"0.7.8\",\"url\":\"http://x\\\"y\"}";
    assertThat(WireJson.cafe(cafe)).isEqualTo(cafeJson);
    CafeSession session =
        CafeSession.newBuilder()
            .setId("12D3")
            .setAccess("a.b.c")
            .setExp(TIME)
            .setRefresh("d.e.f")
            .setRexp(TIME)
            .setSubject("12D4")
            .setType("JWT")
            .setCafe(cafe)
            .build();
    assertThat(WireJson.session(session))
        .isEqualTo(
            "{\"id\":\"12D3\",\"access\":\"a.b.c\",\"exp\":\"2020-01-26T00:53:20.123456789Z\","
                + "\"refresh\":\"d.e.f\",\"rexp\":\"2020-01-26T00:53:20.123456789Z\","
                + "\"subject\":\"12D4\",\"type\":\"JWT\",\"cafe\":"
                + cafeJson
                + "}");
  }

  @Test
  void defaultsAreLeftOutButAnEmptyInboxIsAList() {
    assertThat(WireJson.session(CafeSession.getDefaultInstance())).isEqualTo("{}");
    assertThat(WireJson.messages(CafeMessages.getDefaultInstance())).isEqualTo("{\"messages\":[]}");
    CafeMessage message =
        CafeMessage.newBuilder().setId("Qm").setPeer("12D3").setDate(TIME).build();
    assertThat(
            WireJson.messages(
                CafeMessages.newBuilder()
                    .addMessages(message)
                    .addMessages(CafeMessage.newBuilder().setAttempts(2))
                    .build()))
        .isEqualTo(
            "{\"messages\":[{\"id\":\"Qm\",\"peer\":\"12D3\","
                + "\"date\":\"2020-01-26T00:53:20.123456789Z\"},{\"attempts\":2}]}");
    assertThat(WireJson.deleted(CafeDeleteMessagesAck.getDefaultInstance())).isEqualTo("{}");
    assertThat(WireJson.deleted(CafeDeleteMessagesAck.newBuilder().setMore(true).build()))
        .isEqualTo("{\"more\":true}");
  }

  @Test
  void timesHave0Or3Or6Or9Digits() {
    assertThat(Timestamps.toJson(Instant.ofEpochSecond(0))).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(Timestamps.toJson(Instant.ofEpochSecond(0, 5_000_000))).endsWith(":00.005Z");
    assertThat(Timestamps.toJson(Instant.ofEpochSecond(0, 5_000))).endsWith(":00.000005Z");
    assertThat(Timestamps.toJson(Instant.ofEpochSecond(0, 50))).endsWith(":00.000000050Z");
  }

  @Property
  void timesRoundTrip(
      @ForAll @LongRange(min = -1L << 34, max = 1L << 36) long seconds,
      @ForAll @IntRange(max = 999_999_999) int nanos) {
    Instant time = Instant.ofEpochSecond(seconds, nanos);
    assertThat(Timestamps.toInstant(Timestamps.of(time))).isEqualTo(time);
  }

  @Property
  void anyTimestampIsSomeTime(@ForAll long seconds, @ForAll int nanos) {
    Timestamp any = Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    assertThat(Timestamps.toJson(Timestamps.toInstant(any))).endsWith("Z");
  }
}
