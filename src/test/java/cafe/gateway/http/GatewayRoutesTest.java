package cafe.gateway.http;

import static cafe.testkit.GeneratedClient.refused;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import cafe.client.ApiException;
import cafe.client.ApiResponse;
import cafe.client.GatewayApi;
import cafe.crypto.ContentKey;
import cafe.ipld.Cid;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.storage.Keeper;
import cafe.storage.Owner;
import cafe.testkit.GeneratedClient;
import cafe.testkit.RawHttp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.RedirectConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The gateway in the running cafe, over its storage: content through the generated client; pages,
 * redirects, headers and preflights, which are for browsers, with REST Assured.
 */
@QuarkusTest
class GatewayRoutesTest {
  private static final String KEY_TEXT =
      "15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe";
  private static final ContentKey KEY = ContentKey.parse(KEY_TEXT);
  private static final ByteBuffer DIRECTORY = ByteBuffer.wrap(new byte[] {8, 1});

  @TestHTTPResource("/")
  URI base;

  @Inject Keeper keeper;

  @Test
  void thePublishedVector() throws ApiException {
    Cid cid = file(KEY.encrypt("hello cafe\n".getBytes(UTF_8)));
    assertThat(cid).hasToString("QmPVZRS9UaZw6GX19LDnUFk39aD4S2SzeZU54D2ScCH9b6");
    given()
        .queryParam("key", KEY_TEXT)
        .get("/ipfs/" + cid)
        .then()
        .statusCode(200)
        .header("Cache-Control", "private, no-store")
        .body(equalTo("hello cafe\n"));
    GatewayApi api = GeneratedClient.of(base).gateway();
    for (String[] key : new String[][] {{KEY_TEXT, null}, {null, KEY_TEXT}}) {
      File opened = api.getContent(cid + "", key[0], key[1], null, null, null, null, null, null);
      assertThat(GeneratedClient.bytes(opened)).asString().isEqualTo("hello cafe\n");
    }
    File named = api.getContent(cid + "", KEY_TEXT, null, null, null, null, null, "h.txt", true);
    assertThat(named).hasName("h.txt").hasContent("hello cafe\n").satisfies(File::delete);
  }

  @Test
  void filesOfAllSizesFromStorageAndFromMemory() throws ApiException {
    for (int size : new int[] {0, 1, 4096, 262_144, 262_145, 5_000_000}) {
      byte[] bytes = random(size);
      Cid cid = file(bytes);
      Cid folder = directory(Map.of("b", directory(Map.of("a", cid))));
      for (int i = 0; i < 3; i++) {
        readByTheGeneratedClient(cid, folder, bytes);
        for (String each : List.of("/ipfs/" + cid, "/ipfs/" + folder + "/b/a")) {
          Response answer = when().get(each);
          assertThat(answer.statusCode()).isEqualTo(200);
          assertThat(answer.asByteArray()).isEqualTo(bytes);
          assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
          assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
          given().header("If-None-Match", answer.header("ETag")).get(each).then().statusCode(304);
          when().head(each).then().statusCode(200).header("Content-Length", "" + size);
        }
      }
    }
  }

  /** By its CID, and below a folder, by a path that the client encodes as if it were one name. */
  private void readByTheGeneratedClient(Cid cid, Cid folder, byte[] bytes) throws ApiException {
    GatewayApi api = GeneratedClient.of(base).gateway();
    String file = cid.toString();
    ApiResponse<File> whole =
        api.getContentWithHttpInfo(file, null, null, null, null, null, null, null, null);
    assertThat(GeneratedClient.bytes(whole.getData())).isEqualTo(bytes);
    String tag = whole.getHeaders().get("ETag").getFirst();
    refused(304, () -> api.getContent(file, null, null, null, tag, null, null, null, null));
    refused(412, () -> api.getContent(file, null, null, null, null, "\"x\"", null, null, null));
    refused(304, () -> api.headContent(file, null, null, tag, null));
    String path = "b/a";
    String root = folder.toString();
    assertThat(
            GeneratedClient.bytes(
                api.getContentAt(root, path, null, null, null, null, null, null, null, null)))
        .isEqualTo(bytes);
    refused(304, () -> api.headContentAt(root, path, null, null, tag, null));
    for (ApiResponse<File> head :
        List.of(
            api.headContentWithHttpInfo(file, null, null, null, null),
            api.headContentAtWithHttpInfo(root, path, null, null, null, null))) {
      assertThat(head.getHeaders().get("Content-Length")).containsExactly("" + bytes.length);
      assertThat(GeneratedClient.bytes(head.getData())).isEmpty();
    }
  }

  @Test
  void ranges() {
    byte[] bytes = random(20_000_000);
    Cid plain = file(bytes);
    Cid sealed = file(KEY.encrypt(bytes));
    String below = "/ipfs/" + directory(Map.of("content", sealed));
    for (int[] range : new int[][] {{0, 0}, {15_613_000, 15_614_000}, {19_999_999, 19_999_999}}) {
      String header = "bytes=" + range[0] + "-" + range[1];
      byte[] expected = Arrays.copyOfRange(bytes, range[0], range[1] + 1);
      for (Response answer :
          List.of(
              given().header("Range", header).get("/ipfs/" + plain),
              given().header("Range", header).header("X-Cafe-Key", KEY_TEXT).get("/ipfs/" + sealed),
              given()
                  .header("Range", header)
                  .queryParam("key", KEY_TEXT)
                  .get(below + "/content"))) {
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.asByteArray()).isEqualTo(expected);
      }
    }
    for (String path : List.of("/ipfs/" + plain, below + "/content")) {
      given()
          .header("Range", "bytes=99999999-")
          .get(path)
          .then()
          .statusCode(416)
          .header("Content-Range", containsString("bytes */"));
    }
  }

  @Test
  void aPhotoByItsOldLink() {
    String meta = "{\"media\":\"image/jpeg\",\"name\":\"a.jpg\"}";
    Cid pair =
        directory(
            Map.of(
                "content", file(KEY.encrypt("a photo".getBytes(UTF_8))),
                "meta", file(KEY.encrypt(meta.getBytes(UTF_8)))));
    Cid data = directory(Map.of("0", directory(Map.of("large", pair))));
    given()
        .queryParam("key", KEY_TEXT)
        .get("/ipfs/" + data + "/0/large/content.jpg/")
        .then()
        .statusCode(200)
        .header("Content-Type", "image/jpeg")
        .header("Content-Disposition", "inline; filename=\"a.jpg\"")
        .body(equalTo("a photo"));
  }

  /** Nobody waits for a body that is none of a reader's business, from storage or from memory. */
  @Test
  void aBodyThatIsAnnouncedIsNotWaitedFor() throws IOException {
    Cid cid = file("read me".getBytes(UTF_8));
    for (int i = 0; i < 2; i++) {
      given().get("/ipfs/" + cid).then().statusCode(200).body(equalTo("read me"));
      try (Socket socket = RawHttp.open(base)) {
        String request =
            "GET /ipfs/" + cid + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10737418240\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        // Comes back only when the cafe has closed the connection.
        String answer = RawHttp.receive(socket, request);
        assertThat(RawHttp.status(answer)).isEqualTo(200);
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("connection: close");
        assertThat(answer).endsWith("read me");
      }
    }
  }

  @Test
  void directoriesAndTheirPages() {
    Cid page = file("<html><body>hello</body></html>".getBytes(UTF_8));
    Cid site = directory(Map.of("index.html", page));
    Cid above = directory(Map.of("site", site));
    for (String path : List.of("/ipfs/" + site, "/ipfs/" + above + "/site")) {
      given()
          .config(
              RestAssuredConfig.config()
                  .redirect(RedirectConfig.redirectConfig().followRedirects(false)))
          .get(path)
          .then()
          .statusCode(301)
          .header("Location", path + "/");
      when()
          .get(path + "/")
          .then()
          .statusCode(200)
          .header("Content-Security-Policy", containsString("sandbox"))
          .body(containsString("hello"));
    }
    given()
        .accept("application/json")
        .get("/ipfs/" + above)
        .then()
        .statusCode(200)
        .body("entries[0].name", equalTo("site"))
        .body("entries[0].type", equalTo("directory"));
  }

  @Test
  void errors() {
    Cid sealed = file(KEY.encrypt(new byte[10]));
    Cid directory = directory(Map.of("content", sealed));
    String other = ContentKey.of(new byte[44]).text();
    for (String path : List.of("/ipfs/" + sealed, "/ipfs/" + directory + "/content")) {
      problem(given().queryParam("key", "x").get(path), 400, "key-malformed");
      problem(given().queryParam("key", other).get(path), 403, "key-wrong");
      given()
          .queryParam("key", other)
          .accept("text/html")
          .get(path)
          .then()
          .statusCode(404)
          .contentType("text/html");
    }
    problem(when().get("/ipfs/nonsense"), 400, "cid-invalid");
    Cid missing = Contents.file("never stored".getBytes(UTF_8)).root();
    problem(when().get("/ipfs/" + missing), 404, "not-found");
    problem(when().get("/ipfs/" + directory + "/nothing"), 404, "not-found");
    when().head("/ipfs/" + missing).then().statusCode(404);
    when().head("/ipfs/" + directory + "/nothing").then().statusCode(404);
    problem(when().get("/ipns/" + missing), 404, "not-found");
    refused(404, () -> GeneratedClient.of(base).gateway().getNamed(missing.toString()));
    when().post("/ipfs/" + sealed).then().statusCode(405).header("Allow", "GET, HEAD, OPTIONS");
  }

  @Test
  void pagesOfOtherOriginsMayAsk() {
    // preflight requests are no part of the contract
    given()
        .noFilters()
        .header("Origin", "https://app.example")
        .header("Access-Control-Request-Method", "GET")
        .header("Access-Control-Request-Headers", "range, x-cafe-key")
        .options("/ipfs/" + file("x".getBytes(UTF_8)))
        .then()
        .statusCode(204)
        .header("Access-Control-Allow-Origin", "*")
        .header("Access-Control-Allow-Headers", containsString("X-Cafe-Key"));
  }

  @Test
  void metricsTellNeitherKeysNorPaths() {
    Cid cid = file(KEY.encrypt("measured".getBytes(UTF_8)));
    for (int i = 0; i < 3; i++) {
      given().queryParam("key", KEY_TEXT).get("/ipfs/" + cid).then().statusCode(200);
      when().get("/ipfs/" + cid).then().statusCode(200);
    }
    String metrics = when().get("/q/metrics").asString();
    assertThat(metrics)
        .contains("cafe_gateway_memory", "cafe_gateway_storage")
        .doesNotContain(KEY_TEXT, cid.toString());
  }

  private static void problem(Response answer, int status, String code) {
    answer
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .header("Cache-Control", "no-store")
        .body("code", equalTo(code))
        .body("requestId", notNullValue());
  }

  private Cid file(byte[] bytes) {
    return keep(Contents.file(bytes));
  }

  private Cid directory(Map<String, Cid> entries) {
    List<PbLink> links =
        entries.entrySet().stream().map(e -> new PbLink(e.getValue(), e.getKey(), 1)).toList();
    return keep(Contents.node(new PbNode(links, DIRECTORY)));
  }

  private Cid keep(Content content) {
    keeper.keep(new Owner("test:gateway"), List.of(content));
    return content.root();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
