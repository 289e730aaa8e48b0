package cafe.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Database;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.Address;
import cafe.kernel.Caller;
import cafe.testkit.ContractWatch;
import cafe.testkit.TestDevice;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots over HTTP, attacks among it; run on each database. */
abstract class SnapshotRoutesContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;
  @Inject Database database;
  @Inject SnapshotRepository rows;
  @Inject Snapshots snapshots;
  @Inject HotSnapshots hot;

  private final ObjectMapper json = new ObjectMapper();
  private final byte[] one = bytes(300);
  private final byte[] two = bytes(300);
  private TestDevice ada;
  private TestDevice adasPhone;
  private TestDevice ben;

  @BeforeEach
  void register() {
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    ada = TestDevice.create().register(base, token);
    adasPhone = ada.sibling().register(base, token);
    ben = TestDevice.create().register(base, token);
  }

  @Test
  void oldClientsStoreReplaceAndRemove() throws Exception {
    assertThat(send(put(ada, "/api/v1/threads/t", one)).statusCode()).isEqualTo(204);
    assertThat(send(put(ada, "/api/v1/threads/t/", two)).statusCode()).isEqualTo(204);
    assertThat(get(ada, "t").body()).isEqualTo(two);
    assertThat(send(ada.request(base, "/api/v1/threads/t").DELETE()).statusCode()).isEqualTo(204);
    assertThat(send(ada.request(base, "/api/v1/threads/t").DELETE()).statusCode()).isEqualTo(204);
    assertThat(get(ada, "t").statusCode()).isEqualTo(404);
  }

  @Test
  void aStaleWriteIsRefusedAndToldTheCurrentVersion() throws Exception {
    HttpResponse<byte[]> first =
        send(put(ada, "/cafe/v1/snapshots/t", one).header("If-None-Match", "*"));
    assertThat(first.statusCode()).isEqualTo(204);
    String tag = first.headers().firstValue("ETag").orElseThrow();

    assertThat(
            send(put(ada, "/cafe/v1/snapshots/t", two).header("If-None-Match", "*")).statusCode())
        .isEqualTo(412);
    HttpResponse<byte[]> second =
        send(put(ada, "/cafe/v1/snapshots/t", two).header("If-Match", tag));
    assertThat(second.statusCode()).isEqualTo(204);
    HttpResponse<byte[]> stale =
        send(put(ada, "/cafe/v1/snapshots/t", bytes(10)).header("If-Match", tag));
    assertThat(stale.statusCode()).isEqualTo(412);
    assertThat(stale.headers().firstValue("ETag")).isEqualTo(second.headers().firstValue("ETag"));
    assertThat(get(ada, "t").body()).isEqualTo(two);
  }

  @Test
  void versionsAreKeptAndTheSameBytesMakeNone() throws Exception {
    send(put(ada, "/api/v1/threads/t", one));
    send(put(ada, "/api/v1/threads/t", one));
    send(put(ada, "/api/v1/threads/t", two));

    JsonNode versions =
        json.readTree(send(ada.request(base, "/cafe/v1/snapshots/t/versions").GET()).body());
    assertThat(versions.path("snapshots")).hasSize(2);
    assertThat(send(ada.request(base, "/cafe/v1/snapshots/t/versions/1").GET()).body())
        .isEqualTo(one);
    assertThat(send(ada.request(base, "/cafe/v1/snapshots/t/versions/9").GET()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void devicesOfOneAccountReadEachOtherAndNobodyElseDoes() throws Exception {
    send(put(ada, "/api/v1/threads/t", one));
    String path = "/cafe/v1/snapshots/t?client=" + ada.peer();

    assertThat(send(adasPhone.request(base, path).GET()).body()).isEqualTo(one);
    assertThat(send(ben.request(base, path).GET()).statusCode()).isEqualTo(404);
    assertThat(send(ben.request(base, "/api/v1/threads/t").DELETE()).statusCode()).isEqualTo(204);
    assertThat(get(ada, "t").body()).as("not the caller's to remove").isEqualTo(one);
    JsonNode all = json.readTree(send(adasPhone.request(base, "/cafe/v1/snapshots").GET()).body());
    assertThat(all.path("snapshots")).hasSize(1);
  }

  @Test
  void anUnchangedSnapshotIsNotSentAgain() throws Exception {
    send(put(ada, "/api/v1/threads/t", one));
    String tag = get(ada, "t").headers().firstValue("ETag").orElseThrow();

    HttpResponse<byte[]> again =
        send(ada.request(base, "/cafe/v1/snapshots/t").header("If-None-Match", tag).GET());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.headers().firstValue("ETag")).contains(tag);
  }

  @Test
  void aHotSnapshotIsReadFromMemoryAndNeverStale() throws Exception {
    send(put(ada, "/api/v1/threads/t", one));
    assertThat(get(ada, "t").body()).isEqualTo(one);
    SnapshotInfo first = current();
    // Impossible, but shows where the bytes come from: the row means the same, and holds others.
    replace(new Snapshot(first, two));
    assertThat(get(ada, "t").body()).isEqualTo(one);
    assertThat(shared()).as("what a new device is given").containsExactly(one);

    // Another process, whose memory is its own.
    SnapshotInfo second =
        new SnapshotInfo("t", ada.peer(), 2, "0".repeat(32), two.length, first.stored());
    database.write(() -> rows.insert(new Snapshot(second, two)));
    assertThat(get(ada, "t").body()).isEqualTo(two);
    database.write(() -> rows.delete("t", ada.peer()));
    assertThat(get(ada, "t").statusCode()).isEqualTo(404);

    // The first version again, by its number, with other bytes.
    send(put(ada, "/api/v1/threads/t", two));
    assertThat(get(ada, "t").body()).isEqualTo(two);
    send(put(ada, "/api/v1/threads/t", one));
    assertThat(get(ada, "t").body()).isEqualTo(one);
    assertThat(shared()).containsExactly(one);
    send(ada.request(base, "/api/v1/threads/t").DELETE());
    assertThat(get(ada, "t").statusCode()).isEqualTo(404);
    assertThat(shared()).isEmpty();
  }

  @Test
  void nothingHotOutlivesItsClient() throws Exception {
    send(put(ada, "/api/v1/threads/t", one));
    get(ada, "t");
    SnapshotInfo kept = current();
    assertThat(hot.get(kept)).isPresent();
    assertThat(send(ada.request(base, "/api/v1/sessions/" + ada.peer()).DELETE()).statusCode())
        .isEqualTo(204);
    assertThat(hot.get(kept)).isEmpty();
    assertThat(send(adasPhone.request(base, "/cafe/v1/snapshots/t?client=" + ada.peer()).GET()))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(404);
  }

  @Test
  void whatIsReadWhileItIsWrittenIsNeverOlderThanWhatWasAcknowledged() throws Exception {
    send(put(ada, "/api/v1/threads/t", numbered(0)));
    AtomicBoolean written = new AtomicBoolean();
    // Reads all the time, and so puts into memory what may just be replaced.
    FutureTask<Boolean> reader =
        new FutureTask<>(
            () -> {
              boolean ordered = true;
              for (int last = 0; !written.get(); ) {
                int read = number(snapshots.find(caller(), "t", ada.peer(), 0).ciphertext());
                ordered &= read >= last;
                last = read;
              }
              return ordered;
            });
    Thread.startVirtualThread(reader);
    for (int i = 1; i <= 40; i++) {
      assertThat(send(put(ada, "/api/v1/threads/t", numbered(i))).statusCode()).isEqualTo(204);
      assertThat(number(get(ada, "t").body())).isEqualTo(i);
    }
    written.set(true);
    assertThat(reader.get()).as("a reader never went back").isTrue();
  }

  private static byte[] numbered(int number) {
    return ByteBuffer.allocate(300).putInt(number).array();
  }

  private static int number(byte[] snapshot) {
    return ByteBuffer.wrap(snapshot).getInt();
  }

  private Caller.Session caller() {
    return new Caller.Session(ada.peer(), Address.parse(ada.address()), "test");
  }

  private SnapshotInfo current() {
    return database.read(() -> rows.current("t", ada.peer())).orElseThrow();
  }

  private void replace(Snapshot snapshot) {
    database.write(
        () -> {
          rows.delete("t", ada.peer());
          rows.insert(snapshot);
        });
  }

  /** What answers a recovery query for the account. */
  private List<byte[]> shared() {
    List<byte[]> all = new ArrayList<>();
    snapshots.forEachOfAccount(
        Address.parse(ada.address()), info -> true, snapshot -> all.add(snapshot.ciphertext()));
    return all;
  }

  @Test
  void badInputIsRefused() throws Exception {
    assertThat(send(put(ada, "/api/v1/threads/t", new byte[0])).statusCode()).isEqualTo(400);
    assertThat(send(put(ada, "/api/v1/threads/t", new byte[(3 << 20) + 1])).statusCode())
        .isEqualTo(413);
    assertThat(send(put(ada, "/api/v1/threads/" + "x".repeat(129), one)).statusCode())
        .isEqualTo(400);
    assertThat(
            send(put(ada, "/cafe/v1/snapshots/t", one).header("If-Match", "no tag")).statusCode())
        .isEqualTo(400);
    HttpRequest.Builder anonymous =
        HttpRequest.newBuilder(base.resolve("/api/v1/threads/t"))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(one));
    assertThat(send(anonymous).statusCode()).isEqualTo(401);
    assertThat(get(ada, "t").statusCode()).isEqualTo(404);
  }

  @Test
  void impossibleThreadIdsAreRefused() throws Exception {
    for (String id : List.of("a%00b", "a%0Ab", "x".repeat(129))) {
      String old = "/api/v1/threads/" + id;
      String ours = "/cafe/v1/snapshots/" + id;
      for (HttpRequest.Builder request :
          List.of(
              put(ada, old, one),
              ada.request(base, old).DELETE(),
              ada.request(base, ours).GET(),
              put(ada, ours, one),
              ada.request(base, ours).DELETE(),
              ada.request(base, ours + "/versions").GET(),
              ada.request(base, ours + "/versions/1").GET())) {
        HttpResponse<byte[]> response = send(request);
        assertThat(response.statusCode()).as(response.toString()).isEqualTo(400);
      }
    }
  }

  /** Deregistration removes everything that the client had. */
  @Test
  void deregistrationTakesTheSnapshotsWithIt() throws Exception {
    send(put(ada, "/api/v1/threads/t", one));
    assertThat(send(ada.request(base, "/api/v1/sessions/" + ada.peer()).DELETE()).statusCode())
        .isEqualTo(204);

    String path = "/cafe/v1/snapshots/t?client=" + ada.peer();
    assertThat(send(adasPhone.request(base, path).GET()).statusCode()).isEqualTo(404);
    assertThat(send(put(ada, "/api/v1/threads/t", one)).statusCode()).isEqualTo(403);
  }

  private HttpResponse<byte[]> get(TestDevice device, String thread) throws Exception {
    return send(device.request(base, "/cafe/v1/snapshots/" + thread).GET());
  }

  private HttpRequest.Builder put(TestDevice device, String path, byte[] body) {
    return device.request(base, path).PUT(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return ContractWatch.seen(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    ThreadLocalRandom.current().nextBytes(bytes);
    return bytes;
  }
}
