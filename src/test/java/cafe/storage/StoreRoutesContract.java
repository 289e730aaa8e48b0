package cafe.storage;

import static cafe.testkit.GeneratedClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.ApiException;
import cafe.client.CidList;
import cafe.client.Pinned;
import cafe.client.Usage;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.ContractWatch;
import cafe.testkit.GeneratedClient;
import cafe.testkit.TestDevice;
import cafe.testkit.Vectors;
import cafe.tour.Drafts;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Storage over HTTP, attacks among it; run on each database. What clients do goes through the
 * generated client; forms that it would not make, by hand.
 */
abstract class StoreRoutesContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String BOUNDARY = "x-cafe-boundary-x";

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;

  private GeneratedClient cafe;
  private TestDevice ada;
  private TestDevice ben;

  @BeforeEach
  void register() {
    cafe = GeneratedClient.of(base);
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    ada = TestDevice.create().register(base, token);
    ben = TestDevice.create().register(base, token);
  }

  @Test
  void aStoredFileIsReadBack() throws Exception {
    byte[] file = bytes(700_000);
    String cid = Contents.file(file).root().toString();

    upload(ada, cid, file);
    assertThat(content(cid, null)).isEqualTo(file);
    assertThat(content(cid, "bytes=300000-300099"))
        .isEqualTo(Arrays.copyOfRange(file, 300_000, 300_100));
    upload(ada, cid, file);
    assertThat(store(ada, List.of())).as("no parts").isEqualTo(204);
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

  /** As old clients ask for it, too: with a body. */
  @Test
  void unstoringEndsTheOwnReference() throws Exception {
    byte[] file = bytes(5_000);
    String cid = Contents.file(file).root().toString();
    upload(ada, cid, file);

    cafe.storage().unstore(cid, ben.authorization());
    assertThat(usage(ada).getRoots()).isEqualTo(1);
    assertThat(usage(ada)).isNotEqualTo(usage(ben));
    assertThat(content(cid, null)).isEqualTo(file);
    HttpRequest.Builder noop =
        ada.request(base, "/api/v1/store/" + cid + "/")
            .method("DELETE", HttpRequest.BodyPublishers.ofString("noop"));
    assertThat(send(noop).statusCode()).isEqualTo(204);
    assertThat(usage(ada)).isEqualTo(usage(ben));
    refused(400, () -> cafe.storage().unstore("nonsense", ada.authorization()));
  }

  @Test
  void whatIsHereNeedNotBeSentAndBelongsToTheAsker() throws Exception {
    byte[] file = bytes(3_000);
    String cid = Contents.file(file).root().toString();
    upload(ada, cid, file);
    String lacking = Contents.file(bytes(9)).root().toString();

    CidList asked = new CidList().cids(List.of(cid, lacking));
    assertThat(cafe.storage().listMissing(asked, ben.authorization()).getCids())
        .containsExactly(lacking);
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
    Pinned pinned =
        GeneratedClient.send(file, body -> cafe.storage().pin(body, ada.authorization()));
    assertThat(pinned.getId()).isEqualTo(Contents.file(file).root().toString());
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
    assertThat(
            GeneratedClient.bytes(
                cafe.gateway()
                    .getContentAt(
                        archive, "photo", null, null, null, null, null, null, null, null)))
        .hasSize(67_759);
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

  private void upload(TestDevice device, String cid, byte[] content) throws Exception {
    try (Drafts drafts = new Drafts()) {
      cafe.storage().store(List.of(drafts.of(cid, content)), device.authorization());
    }
  }

  private byte[] content(String cid, @Nullable String range) throws ApiException {
    return GeneratedClient.bytes(
        cafe.gateway().getContent(cid, null, null, range, null, null, null, null, null));
  }

  private Usage usage(TestDevice device) throws ApiException {
    return cafe.storage().getUsage(device.authorization());
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
