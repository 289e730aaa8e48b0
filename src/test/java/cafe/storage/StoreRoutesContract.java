package cafe.storage;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.ContractWatch;
import cafe.testkit.TestDevice;
import cafe.testkit.Vectors;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Storage over HTTP, attacks among it; run on each database. */
abstract class StoreRoutesContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String BOUNDARY = "x-cafe-boundary-x";

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;

  private TestDevice ada;
  private TestDevice ben;

  @BeforeEach
  void register() {
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    ada = TestDevice.create().register(base, token);
    ben = TestDevice.create().register(base, token);
  }

  @Test
  void aStoredFileIsReadBack() throws Exception {
    byte[] file = bytes(700_000);
    String cid = Contents.file(file).root().toString();

    assertThat(store(ada, List.of(new Part(cid, file)))).isEqualTo(204);
    assertThat(read(cid).body()).isEqualTo(file);
    assertThat(store(ada, List.of(new Part(cid, file)))).as("again").isEqualTo(204);
    assertThat(store(ada, List.of())).as("no parts").isEqualTo(204);
  }

  /** W8: content under another's name is refused, and nothing of its request is stored. */
  @Test
  void w8ContentMustHaveItsName() throws Exception {
    byte[] good = bytes(100);
    byte[] bad = bytes(100);
    String goodCid = Contents.file(good).root().toString();
    String otherCid = Contents.file(bytes(10)).root().toString();

    assertThat(store(ada, List.of(new Part(goodCid, good), new Part(otherCid, bad))))
        .isEqualTo(400);
    assertThat(read(goodCid).statusCode()).isEqualTo(404);
    assertThat(read(otherCid).statusCode()).isEqualTo(404);
  }

  /** Content that looks like a node is stored as whichever reading has the name. */
  @Test
  void nodesAndFilesAreToldApartByName() throws Exception {
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    String asFile = Contents.file(json).root().toString();
    String asNode = Contents.nodeOfJson(json).root().toString();

    assertThat(asFile).isNotEqualTo(asNode);
    assertThat(store(ada, List.of(new Part(asFile, json), new Part(asNode, json)))).isEqualTo(204);
    assertThat(read(asFile).body()).isEqualTo(json);
    String empty = "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH";
    assertThat(store(ada, List.of(new Part(empty, new byte[0])))).isEqualTo(204);
    assertThat(read(empty).statusCode()).isEqualTo(200);
  }

  /** W7: nobody takes away what another keeps. */
  @Test
  void w7UnstoreEndsOnlyTheOwnReference() throws Exception {
    byte[] file = bytes(5_000);
    String cid = Contents.file(file).root().toString();
    store(ada, List.of(new Part(cid, file)));

    assertThat(send(ben.request(base, "/api/v1/store/" + cid).DELETE()).statusCode())
        .isEqualTo(204);
    assertThat(usage(ada)).contains("\"roots\":1").isNotEqualTo(usage(ben));
    assertThat(read(cid).body()).isEqualTo(file);
    HttpRequest.Builder noop =
        ada.request(base, "/api/v1/store/" + cid + "/")
            .method("DELETE", HttpRequest.BodyPublishers.ofString("noop"));
    assertThat(send(noop).statusCode()).isEqualTo(204);
    assertThat(usage(ada)).isEqualTo(usage(ben));
    assertThat(send(ada.request(base, "/api/v1/store/nonsense").DELETE()).statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatIsHereNeedNotBeSentAndBelongsToTheAsker() throws Exception {
    byte[] file = bytes(3_000);
    String cid = Contents.file(file).root().toString();
    store(ada, List.of(new Part(cid, file)));
    String lacking = Contents.file(bytes(9)).root().toString();

    HttpResponse<byte[]> answer =
        send(
            ben.request(base, "/cafe/v1/storage/missing")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"cids\":[\"" + cid + "\",\"" + lacking + "\"]}")));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains(lacking)
        .doesNotContain(cid);
    assertThat(usage(ben)).isEqualTo(usage(ada));
  }

  @Test
  void badRequestsAreRefused() throws Exception {
    byte[] file = bytes(10);
    String cid = Contents.file(file).root().toString();
    HttpRequest.Builder plain =
        ada.request(base, "/api/v1/store").PUT(HttpRequest.BodyPublishers.ofByteArray(file));
    assertThat(send(plain).statusCode()).isEqualTo(400);
    assertThat(store(ada, List.of(new Part("../../etc/passwd", file)))).isEqualTo(400);
    assertThat(store(ada, List.of(new Part("", file)))).isEqualTo(400);
    HttpRequest.Builder anonymous =
        HttpRequest.newBuilder(base.resolve("/api/v1/store"))
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(form(List.of(new Part(cid, file)))));
    assertThat(send(anonymous).statusCode()).isEqualTo(401);
    byte[] cut = form(List.of(new Part(cid, file)));
    HttpRequest.Builder cutOff =
        ada.request(base, "/api/v1/store")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(cut, 0, cut.length - 30));
    assertThat(send(cutOff).statusCode()).isEqualTo(400);
    assertThat(read(cid).statusCode()).isEqualTo(404);
  }

  @Test
  void theOldPinRouteTakesFilesAndFlatArchives() throws Exception {
    byte[] file = bytes(2_000);
    HttpResponse<byte[]> pinned = pin(ada, "application/octet-stream", file);
    assertThat(pinned.statusCode()).isEqualTo(201);
    assertThat(new String(pinned.body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":\"" + Contents.file(file).root() + "\"}");
    assertThat(pin(ada, "text/plain", file).statusCode()).isEqualTo(400);
    assertThat(pin(ada, "application/gzip", file).statusCode()).isEqualTo(400);
  }

  /** Real input: both files give the CIDs that they are named after. */
  @Test
  void theFilesOfTheOriginalsTestsGiveTheirNames() throws Exception {
    String object = "QmbQ4K3vXNJ3DjCNdG2urCXs7BuHqWQG1iSjZ8fbnF8NMs";
    String archive = "QmSUnsZi9rGvPZLWy2v5N7fNxUWVNnA5nmppoM96FbLqLp";

    assertThat(pin(ada, "application/octet-stream", Vectors.fixture(object)).body())
        .asString(StandardCharsets.UTF_8)
        .contains(object);
    assertThat(pin(ada, "application/gzip", Vectors.fixture(archive + ".tar.gz")).body())
        .asString(StandardCharsets.UTF_8)
        .contains(archive);
    assertThat(read(archive + "/photo").body()).hasSize(67_759);
  }

  private record Part(String name, byte[] bytes) {}

  private int store(TestDevice device, List<Part> parts) throws Exception {
    return send(device
            .request(base, "/api/v1/store")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(form(parts))))
        .statusCode();
  }

  private static byte[] form(List<Part> parts) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Part part : parts) {
      String head =
          "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                  .formatted(BOUNDARY, part.name())
              + "Content-Type: application/octet-stream\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.UTF_8));
      out.write(part.bytes());
      out.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    out.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private HttpResponse<byte[]> pin(TestDevice device, String type, byte[] body) throws Exception {
    return send(
        device
            .request(base, "/cafe/v0/pin")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private String usage(TestDevice device) throws Exception {
    return new String(
        send(device.request(base, "/cafe/v1/storage/usage").GET()).body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> read(String path) throws Exception {
    return send(HttpRequest.newBuilder(base.resolve("/ipfs/" + path)).GET());
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
