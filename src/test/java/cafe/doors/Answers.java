package cafe.doors;

import cafe.kernel.CafeException;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeClientThread;
import cafe.wire.pb.CafeMessage;
import cafe.wire.pb.CafeSession;
import cafe.wire.pb.Peer;
import cafe.wire.pb.QueryResult;
import com.google.protobuf.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What answers say, in the same words for both doors. */
final class Answers {

  private Answers() {}

  /** A session: everything but its tokens, and how many days these last. */
  static Outcome session(CafeSession session, Clock clock) {
    return Outcome.ok(
        "session of " + session.getSubject(),
        "at " + session.getId(),
        session.getType(),
        days(session.getExp(), clock) + " days",
        days(session.getRexp(), clock) + " days",
        session.getCafe().toString().strip().replaceAll("\\s+", " "));
  }

  private static long days(Timestamp end, Clock clock) {
    Instant time = Instant.ofEpochSecond(end.getSeconds(), end.getNanos());
    return Math.round(Duration.between(clock.instant(), time).toMinutes() / (24 * 60.0));
  }

  /** Messages that wait. */
  static Outcome messages(List<CafeMessage> messages) {
    return Outcome.ok(messages.stream().map(m -> m.getId() + " of " + m.getPeer()).toList());
  }

  /** Results of a search. */
  static Outcome results(List<QueryResult> results) {
    return Outcome.ok(results.stream().map(Answers::result).sorted().toList());
  }

  private static String result(QueryResult result) {
    try {
      if (Payloads.is(result.getValue(), Peer.getDefaultInstance())) {
        Peer peer = Payloads.unpack(result.getValue(), Peer.getDefaultInstance());
        return result.getId() + " of " + peer.getAddress() + " named " + peer.getName();
      }
      CafeClientThread thread =
          Payloads.unpack(result.getValue(), CafeClientThread.getDefaultInstance());
      return result.getId() + " of " + thread.getClient() + ": " + thread.getCiphertext().size();
    } catch (CafeException e) {
      throw new AssertionError("an answer of another type: " + result, e);
    }
  }
}
