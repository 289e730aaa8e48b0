package cafe.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.Letters;
import cafe.testkit.RawHttp;
import cafe.testkit.SmallCafe;
import cafe.testkit.TestDevice;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.ThreadSnapshotQuery;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Attacks by number: more than a small cafe lets anybody keep there, or keep for another; on each
 * database.
 */
abstract class QuotaAttacksContract extends Attack {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of an account whose snapshots are, together, more than 4 MiB. */
  private static final int DEVICES = 36;

  private static final int POLLS = 1_000;
  private static final int PAUSE_MILLIS = 30;

  /** What waits stays, and senders are told nothing. */
  @Test
  void w6LettersWithoutEnd() throws IOException {
    for (int i = 0; i < SmallCafe.INBOX + 5; i++) {
      TestDevice author = TestDevice.create();
      byte[] letter = Letters.of(author, "one of many");
      assertThat(deliver(author, victim.device(), letter)).isEqualTo(200);
    }
    List<String> others = new ArrayList<>();
    for (JsonNode message : JSON.readTree(check(victim.device())).path("messages")) {
      others.add(message.path("id").asText());
    }
    assertThat(others).hasSize(SmallCafe.INBOX).contains(victim.letterId());
    others.remove(victim.letterId());
    byte[] read = json("{\"ids\":" + JSON.writeValueAsString(others) + "}");
    RawHttp.Answer answer =
        send(
            "POST",
            "/cafe/v1/inbox/acknowledgements",
            read,
            as(victim.device()),
            "Content-Type: application/json");
    assertThat(answer.status()).isEqualTo(204);
    victim.assertUntouched();
  }

  /** By both of the routes that store snapshots. */
  @Test
  void w6SnapshotsWithoutEnd() throws IOException {
    byte[] snapshot = json("a snapshot");
    for (int i = 0; i < SmallCafe.THREADS; i++) {
      assertThat(send("PUT", "/api/v1/threads/" + i, snapshot, as(mallory)).status())
          .isEqualTo(204);
    }
    for (String target : List.of("/api/v1/threads/more", "/cafe/v1/snapshots/more")) {
      String type = "Content-Type: application/octet-stream";
      RawHttp.Answer answer = send("PUT", target, snapshot, as(mallory), type);
      assertThat(answer.status()).as(target).isEqualTo(507);
      assertThat(answer.text()).as(target).contains("\"code\":\"quota-exceeded\"");
    }
    victim.assertUntouched();
  }

  /** Each in the midst of an answer of more bytes than a connection holds that nobody reads. */
  @Test
  void w16SearchersThatLeave() throws Exception {
    byte[] snapshot = new byte[65_000];
    for (int i = 0; i < DEVICES; i++) {
      TestDevice device = mallory.sibling().register(base, token);
      for (int thread = 0; thread < SmallCafe.THREADS; thread++) {
        String target = "/api/v1/threads/" + thread;
        assertThat(send("PUT", target, snapshot, as(device)).status()).isEqualTo(204);
      }
    }
    Call search = Searches.call(base, mallory, snapshotsOf(mallory));
    assertThat(search.send().body()).hasSizeGreaterThan(4 << 20);
    byte[] request =
        RawHttp.request(search.head("Content-Length: " + search.body().length), search.body());
    // Often enough that each place was taken by somebody who left; they come back in their time.
    int left = 0;
    for (int i = 0; i < POLLS && left < 4 * SmallCafe.QUERIES; i++) {
      left += beginsAndLeaves(request) ? 1 : 0;
    }
    assertThat(left).as("searches that began").isEqualTo(4 * SmallCafe.QUERIES);
    TestDevice device = victim.device();
    RawHttp.Answer answer = Searches.send(base, device, snapshotsOf(device));
    for (int i = 0; i < POLLS && answer.status() == 503; i++) {
      Thread.sleep(PAUSE_MILLIS);
      answer = Searches.send(base, device, snapshotsOf(device));
    }
    assertThat(Searches.results(answer)).extracting(QueryResult::getId).containsExactly("t");
    victim.assertUntouched();
  }

  /** Whether it had a place; if not, waits a little. */
  private boolean beginsAndLeaves(byte[] request) throws Exception {
    try (Socket socket = RawHttp.open(base)) {
      socket.getOutputStream().write(request);
      String start = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
      if (start.equals("HTTP/1.1 200")) {
        return true;
      }
      assertThat(start).isEqualTo("HTTP/1.1 503");
    }
    Thread.sleep(PAUSE_MILLIS);
    return false;
  }

  private static Query snapshotsOf(TestDevice device) {
    ThreadSnapshotQuery account =
        ThreadSnapshotQuery.newBuilder().setAddress(device.address()).build();
    QueryOptions.Builder all = QueryOptions.newBuilder().setLimit(-1).setWait(1);
    return Searches.query(Query.Type.THREAD_SNAPSHOTS, account, all);
  }
}
