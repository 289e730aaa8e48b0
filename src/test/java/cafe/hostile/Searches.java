package cafe.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.RawHttp;
import cafe.testkit.TestDevice;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.Message;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.QueryResults;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The original's search: an envelope in, frames with envelopes out. */
final class Searches {

  private Searches() {}

  static Query query(Query.Type type, MessageLite payload, QueryOptions.Builder options) {
    return Query.newBuilder()
        .setId("attack")
        .setType(type)
        .setOptions(options)
        .setPayload(Payloads.packBare(payload))
        .build();
  }

  static Call call(URI base, TestDevice from, Query query) {
    byte[] envelope = Attack.sealed(from, Message.Type.CAFE_QUERY, query);
    return new Call(base, "POST", "/api/v1/search", List.of(Attack.as(from)), envelope);
  }

  static RawHttp.Answer send(URI base, TestDevice from, Query query) throws IOException {
    return call(base, from, query).send();
  }

  /** Takes an answer's frames apart, which must be whole. */
  static List<QueryResult> results(RawHttp.Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    byte[] frames = answer.body();
    List<QueryResult> results = new ArrayList<>();
    for (int at = 0; at < frames.length; ) {
      int end = at + 2 + (frames[at] & 0xff) + ((frames[at + 1] & 0xff) << 8);
      assertThat(end).as("a whole frame").isLessThanOrEqualTo(frames.length);
      Message message = Envelopes.open(Arrays.copyOfRange(frames, at + 2, end));
      results.addAll(
          Payloads.unpack(message.getPayload(), QueryResults.getDefaultInstance()).getItemsList());
      at = end;
    }
    return results;
  }
}
