package cafe.identity.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.SmallCafe;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A cafe that knows another. */
@QuarkusTest
@TestProfile(SmallCafe.class)
class NamedNeighbourTest {

  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "cafe.identity.neighbour-url")
  String neighbour;

  /** What a gateway of the original told about its neighbour. */
  @Test
  void theNeighbourIsNamedBesideTheCafe() {
    String own = given().get("/cafe").asString();
    assertThat(given().get("/cafes").asString())
        .isEqualTo("{\"primary\":" + own + ",\"secondary\":" + SmallCafe.NEIGHBOUR + "}");
  }

  /** As the original; {@code null} is what it says of itself while it starts. */
  @Test
  void aNeighbourThatSaysNothingSpoilsTheList() throws Exception {
    try {
      for (String said : List.of("null", "{}", "<html>", "")) {
        say(said);
        HttpResponse<String> answer =
            TestDevice.send(HttpRequest.newBuilder(base.resolve("/cafes")));
        assertThat(answer.statusCode()).as(said).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("error"))
            .isEqualTo("neighbor unavailable");
        given().get("/cafe").then().statusCode(200);
      }
    } finally {
      say(SmallCafe.NEIGHBOUR);
    }
    given().get("/cafes").then().statusCode(200);
  }

  /** Lets the neighbour say something else. */
  private void say(String what) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest put =
          HttpRequest.newBuilder(URI.create(neighbour))
              .PUT(HttpRequest.BodyPublishers.ofString(what))
              .build();
      assertThat(client.send(put, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo(what);
    }
  }
}
