package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.ipld.Base58;
import cafe.storage.Contents;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that the contract documents and that few clients ever see. */
@QuarkusTest
class RareAnswersTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;

  private String token;
  private TestDevice ada;

  @BeforeEach
  void register() {
    token = tokens.create(new NewAccessToken("rare", null, null)).text();
    ada = TestDevice.create().register(base, token);
  }

  @Test
  void cursorsLimitsAndIdsThatAreNone() {
    for (String path :
        List.of(
            "/cafe/v1/inbox?after=x",
            "/cafe/v1/inbox?after=-1",
            "/cafe/v1/inbox?limit=0",
            "/cafe/v1/inbox?limit=100000",
            "/cafe/v1/inbox?limit=many",
            "/cafe/v1/directory?name=a&limit=many",
            "/cafe/v1/inbox/nonsense",
            "/cafe/v1/snapshots?after=x",
            "/cafe/v1/snapshots?limit=many",
            "/cafe/v1/snapshots/t?client=nobody",
            "/cafe/v1/snapshots/t/versions/1?client=nobody")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(400);
    }
    HttpRequest.Builder stream =
        ada.request(base, "/cafe/v1/inbox/stream").header("Last-Event-ID", "x").GET();
    assertThat(TestDevice.send(stream).statusCode()).isEqualTo(400);
  }

  @Test
  void thingsThatAreNotHere() {
    String cid = Contents.file("never sent".getBytes(StandardCharsets.UTF_8)).root().toString();
    for (String path :
        List.of(
            "/cafe/v1/inbox/" + cid,
            "/cafe/v1/snapshots/none",
            "/cafe/v1/snapshots/none/versions",
            "/cafe/v1/snapshots/none/versions/1",
            "/cafe/v1/directory/self")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("not-found");
    }
  }

  @Test
  void aSnapshotIsDeletedOnlyInTheVersionThatIsMeant() {
    String path = "/cafe/v1/snapshots/t";
    HttpResponse<String> first = put(path, "one");
    String old = first.headers().firstValue("ETag").orElseThrow();
    String current = put(path, "two").headers().firstValue("ETag").orElseThrow();
    assertThat(delete(path, old)).isEqualTo(412);
    assertThat(get(path).body()).isEqualTo("two");
    assertThat(delete(path, current)).isEqualTo(204);
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void conditionsAndKeysOfContent() {
    byte[] file = ("a file of " + ada.peer()).getBytes(StandardCharsets.UTF_8);
    String cid = Contents.file(file).root().toString();
    String json =
        "{\"Links\":[{\"Name\":\"a\",\"Hash\":\"%s\",\"Size\":%d}],\"Data\":\"\\u0008\\u0001\"}"
            .formatted(cid, file.length);
    byte[] node = json.getBytes(StandardCharsets.UTF_8);
    String directory = Contents.nodeOfJson(node).root().toString();
    store(cid, file);
    store(directory, node);
    String key = Base58.encode(new byte[44]);
    for (String path : List.of("/ipfs/" + cid, "/ipfs/" + directory + "/a")) {
      for (String method : List.of("GET", "HEAD")) {
        HttpRequest.Builder changed =
            ada.request(base, path)
                .header("If-Match", "\"other\"")
                .method(method, BodyPublishers.noBody());
        assertThat(TestDevice.send(changed).statusCode()).as(method + path).isEqualTo(412);
        HttpRequest.Builder keyed =
            ada.request(base, path + "?key=" + key).method(method, BodyPublishers.noBody());
        assertThat(TestDevice.send(keyed).statusCode()).as(method + path).isEqualTo(403);
      }
    }
  }

  private void store(String cid, byte[] content) {
    String form =
        ("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
                + "%s\r\n--x--\r\n")
            .formatted(cid, new String(content, StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        ada.request(base, "/api/v1/store")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .PUT(BodyPublishers.ofString(form));
    assertThat(TestDevice.send(request).statusCode()).isEqualTo(204);
  }

  private HttpResponse<String> get(String path) {
    return TestDevice.send(ada.request(base, path).GET());
  }

  private HttpResponse<String> put(String path, String body) {
    return TestDevice.send(ada.request(base, path).PUT(BodyPublishers.ofString(body)));
  }

  private int delete(String path, String tag) {
    return TestDevice.send(ada.request(base, path).header("If-Match", tag).DELETE()).statusCode();
  }
}
