package cafe.hostile;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.storage.Contents;
import cafe.testkit.RawHttp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The measurements are public: they must not tell what was asked for, nor grow with it. */
@QuarkusTest
class MadeUpPathsTest {
  /** Quarkus measures so many paths, and no others after them. */
  private static final int MOST = 100;

  @TestHTTPResource("/")
  URI base;

  private static String uris() {
    List<String> uris = new ArrayList<>();
    for (String line : when().get("/q/metrics").asString().split("\n")) {
      if (line.startsWith("http_server")) {
        uris.add(line);
      }
    }
    return String.join("\n", uris);
  }

  @Test
  void measurementsTellRoutesAndNothingOfWhatIsAskedFor() throws Exception {
    String cid = Contents.file(new byte[] {1, 2, 3}).root().toString();
    String climbing = RawHttp.head("GET", "/x/../ipfs/" + cid);
    assertThat(RawHttp.status(RawHttp.exchange(base, climbing))).isEqualTo(400);
    RawHttp.exchange(base, RawHttp.head("GET", "/made-up/%00"));
    RawHttp.exchange(base, RawHttp.head("CONNECT", "made-up.example.org:443"));
    RawHttp.exchange(base, RawHttp.head("GET", "http://cafe/x/../made-up/../ipfs/" + cid));
    RawHttp.exchange(base, "GET /made-up HTTP/1.1\r\nConnection: close\r\n\r\n");
    RawHttp.exchange(base, RawHttp.head("DELETE", "/./cafe"));
    for (int i = 0; i <= MOST; i++) {
      RawHttp.exchange(base, RawHttp.head("GET", "/made-up-" + i + "/../ipfs/" + cid));
    }
    given().get("/cafe").then().statusCode(200);
    given().delete("/api/v1/store/" + cid).then().statusCode(401);
    given().get("/cafe/v1/snapshots/made-up/versions").then().statusCode(401);
    assertThat(uris())
        .doesNotContain(cid, "made-up", "..")
        .contains("uri=\"UNKNOWN\"")
        .as("routes that are asked for late")
        .contains("uri=\"/cafe\"")
        .contains("uri=\"/api/v1/store/{cid}\"")
        .contains("uri=\"/cafe/v1/snapshots/{thread}/versions\"");
  }
}
