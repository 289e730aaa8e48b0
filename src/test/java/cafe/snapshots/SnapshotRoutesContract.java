package cafe.snapshots;

import static cafe.testkit.GeneratedClient.bytes;
import static cafe.testkit.GeneratedClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.ApiException;
import cafe.client.SnapshotPage;
import cafe.database.Database;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.Address;
import cafe.kernel.Caller;
import cafe.testkit.ContractWatch;
import cafe.testkit.GeneratedClient;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Snapshots over HTTP, attacks among it; run on each database. What clients do goes through the
 * generated client; bad requests, and what is counted in many or in old spellings, by hand.
 */
abstract class SnapshotRoutesContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;
  @Inject Database database;
  @Inject SnapshotRepository rows;
  @Inject Snapshots snapshots;
  @Inject HotSnapshots hot;

  private final byte[] one = random(300);
  private final byte[] two = random(300);
  private GeneratedClient cafe;
  private TestDevice ada;
  private TestDevice adasPhone;
  private TestDevice ben;

  @BeforeEach
  void register() {
    cafe = GeneratedClient.of(base);
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    ada = TestDevice.create().register(base, token);
    adasPhone = ada.sibling().register(base, token);
    ben = TestDevice.create().register(base, token);
  }

  @Test
  void oldClientsStoreReplaceAndRemove() throws Exception {
    store(ada, one);
    assertThat(send(put(ada, "/api/v1/threads/t/", two)).statusCode()).isEqualTo(204);
    assertThat(read(ada)).isEqualTo(two);
    cafe.snapshots().unstoreThread("t", ada.authorization());
    cafe.snapshots().unstoreThread("t", ada.authorization());
    refused(404, () -> read(ada));
  }

  @Test
  void aStaleWriteIsRefusedAndToldTheCurrentVersion() throws Exception {
    String first = write(one, null, "*");
    refused(412, () -> write(two, null, "*"));
    String second = write(two, first, null);
    ApiException stale = refused(412, () -> write(random(10), first, null));
    assertThat(stale.getResponseHeaders().firstValue("ETag")).hasValue(second);
    assertThat(read(ada)).isEqualTo(two);
    refused(412, () -> cafe.snapshots().deleteSnapshot("t", first, ada.authorization()));
    cafe.snapshots().deleteSnapshot("t", second, ada.authorization());
    refused(404, () -> read(ada));
  }

  @Test
  void versionsAreKeptAndTheSameBytesMakeNone() throws Exception {
    store(ada, one);
    store(ada, one);
    store(ada, two);
    assertThat(cafe.snapshots().listSnapshotVersions("t", null, ada.authorization()).getSnapshots())
        .extracting(kept -> kept.getVersion())
        .containsExactly(2L, 1L);
    assertThat(version(1)).isEqualTo(one);
    refused(404, () -> version(9));
  }

  @Test
  void devicesOfOneAccountReadEachOtherAndNobodyElseDoes() throws Exception {
    store(ada, one);
    assertThat(readAdas(adasPhone)).isEqualTo(one);
    refused(404, () -> readAdas(ben));
    cafe.snapshots().unstoreThread("t", ben.authorization());
    assertThat(read(ada)).as("not the caller's to remove").isEqualTo(one);
    assertThat(list(null, null).getSnapshots())
        .singleElement()
        .returns(ada.peer().toString(), kept -> kept.getClient())
        .returns((long) one.length, kept -> kept.getSize());
  }

  @Test
  void theAccountsSnapshotsAreListedPageByPage() throws Exception {
    List<String> all = new ArrayList<>();
    for (TestDevice device : List.of(ada, adasPhone)) {
      for (String thread : List.of("a", "a/b", "c")) {
        snapshots.store(caller(device), thread, one, Condition.NONE);
        all.add(device.peer() + "/" + thread);
      }
    }
    snapshots.store(caller(ben), "a", one, Condition.NONE);
    Collections.sort(all);

    assertThat(list(null, null)).returns(false, SnapshotPage::getMore);
    assertThat(places(list(null, null))).isEqualTo(all);
    assertThat(places(list("", null))).isEqualTo(all);
    List<String> found = new ArrayList<>();
    SnapshotPage page = list(null, 2);
    found.addAll(places(page));
    while (page.getMore()) {
      assertThat(page.getSnapshots()).hasSize(2);
      page = list(found.getLast(), 2);
      found.addAll(places(page));
    }
    assertThat(found).isEqualTo(all);
    assertThat(places(list(all.get(1), 100))).isEqualTo(all.subList(2, 6));
    assertThat(places(list(all.getLast(), null))).isEmpty();

    // One that is gone is a place all the same, and that of a device of another account is, too.
    snapshots.remove(caller(ada), "c", Condition.NONE);
    String gone = ada.peer() + "/c";
    List<String> rest = all.subList(all.indexOf(gone) + 1, 6);
    assertThat(places(list(gone, null))).isEqualTo(rest);
    assertThat(places(list(ben.peer() + "/a", null))).doesNotContain(ben.peer() + "/a");
  }

  @Test
  void pagesThatAreNoneAreRefused() throws Exception {
    refused(400, () -> list(null, 0));
    refused(400, () -> list(null, 101));
    for (String after :
        List.of("t", "/t", "x/t", ada.peer() + "", ada.peer() + "/", ada.peer() + "/a\u0000")) {
      refused(400, () -> list(after, null));
    }
  }

  private SnapshotPage list(@Nullable String after, @Nullable Integer limit) throws ApiException {
    return cafe.snapshots().listSnapshots(after, limit, adasPhone.authorization());
  }

  private static List<String> places(SnapshotPage page) {
    return page.getSnapshots().stream().map(s -> s.getClient() + "/" + s.getThread()).toList();
  }

  @Test
  void anUnchangedSnapshotIsNotSentAgain() throws Exception {
    String tag = write(one, null, null);
    // The generated client takes whatever is not 2xx for a refusal.
    ApiException again =
        refused(304, () -> cafe.snapshots().getSnapshot("t", null, tag, ada.authorization()));
    assertThat(again.getResponseHeaders().firstValue("ETag")).hasValue(tag);
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
    return caller(ada);
  }

  private static Caller.Session caller(TestDevice device) {
    return new Caller.Session(device.peer(), Address.parse(device.address()), "test");
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
    store(ada, one);
    cafe.sessions().deregister(ada.peer().toString(), ada.authorization());
    refused(404, () -> readAdas(adasPhone));
    ApiException gone = refused(403, () -> store(ada, one));
    assertThat(GeneratedClient.problem(gone).getCode()).isEqualTo("session-revoked");
  }

  private void store(TestDevice device, byte[] snapshot) throws ApiException {
    GeneratedClient.send(
        snapshot,
        file -> cafe.snapshots().storeThreadWithHttpInfo("t", file, device.authorization()));
  }

  /** Stores Ada's snapshot on a condition; answers its ETag. */
  private String write(byte[] snapshot, @Nullable String ifMatch, @Nullable String ifNoneMatch)
      throws ApiException {
    return GeneratedClient.send(
            snapshot,
            file ->
                cafe.snapshots()
                    .putSnapshotWithHttpInfo("t", file, ifMatch, ifNoneMatch, ada.authorization()))
        .getHeaders()
        .get("ETag")
        .getFirst();
  }

  private byte[] read(TestDevice device) throws ApiException {
    return bytes(cafe.snapshots().getSnapshot("t", null, null, device.authorization()));
  }

  private byte[] readAdas(TestDevice device) throws ApiException {
    String client = ada.peer().toString();
    return bytes(cafe.snapshots().getSnapshot("t", client, null, device.authorization()));
  }

  private byte[] version(long version) throws ApiException {
    return bytes(cafe.snapshots().getSnapshotVersion("t", version, null, ada.authorization()));
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

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    ThreadLocalRandom.current().nextBytes(bytes);
    return bytes;
  }
}
