package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
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

  private TestDevice ada;

  @BeforeEach
  void register() {
    String token = tokens.create(new NewAccessToken("rare", null, null)).text();
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
            "/cafe/v1/inbox/nonsense",
            "/cafe/v1/snapshots/t?client=nobody")) {
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
