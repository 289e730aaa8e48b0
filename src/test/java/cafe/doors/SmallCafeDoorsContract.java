package cafe.doors;

import static cafe.doors.Outcome.ok;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.Fault;
import cafe.testkit.SmallCafe;
import cafe.testkit.TestDevice;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Limits that are reached; on each database. */
abstract class SmallCafeDoorsContract extends DoorsContract {

  @ConfigProperty(name = "cafe.identity.neighbour-url")
  String neighbour;

  /** A full inbox is nobody's business but its owner's: senders see no difference. */
  @Test
  void whatDoesNotFitIntoAnInboxIsDroppedWithItsContent() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice eve = s.device("eve");
          String to = ada.peer().toString();
          for (int i = 0; i < SmallCafe.INBOX; i++) {
            s.delivered("fits", door.deliver(eve, to, s.letter(eve, "letter " + i)));
          }
          s.delivered("does not", door.deliver(eve, to, s.letter(eve, "one too many")));
          s.step(
              "check",
              door.check(ada, ada.access()),
              ok("letter 0 of eve", "letter 1 of eve", "letter 2 of eve"));
          s.step("delete", door.delete(ada, ada.access()), ok("no more"));
          s.delivered("again", door.deliver(eve, to, s.letter(eve, "room for one")));
          s.step("check", door.check(ada, ada.access()), ok("room for one of eve"));
        });
  }

  @Test
  void anInboxHoldsOnlySoManyBytes() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice eve = s.device("eve");
          String to = ada.peer().toString();
          String large = "a".repeat(SmallCafe.INBOX_BYTES * 2 / 3);
          s.delivered("fits", door.deliver(eve, to, s.letter(eve, large)));
          s.delivered("does not", door.deliver(eve, to, s.letter(eve, "b" + large)));
          s.delivered("fits, too", door.deliver(eve, to, s.letter(eve, "small")));
          s.step("check", door.check(ada, ada.access()), ok(large + " of eve", "small of eve"));
          s.step("delete", door.delete(ada, ada.access()), ok("no more"));
          s.delivered("again", door.deliver(eve, to, s.letter(eve, "b" + large)));
          s.step("check", door.check(ada, ada.access()), ok("b" + large + " of eve"));
        });
  }

  @Test
  void onlySoManyThreadsAndVersionsAreKept() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          for (int i = 0; i < SmallCafe.VERSIONS + 3; i++) {
            s.step("t", door.storeSnapshot(ada, ada.access(), "t", new byte[] {(byte) i}), ok());
          }
          assertThat(rows.of(ada))
              .filteredOn(line -> line.startsWith("snapshot t "))
              .hasSize(SmallCafe.VERSIONS);
          for (int i = 1; i < SmallCafe.THREADS; i++) {
            s.step("more", door.storeSnapshot(ada, ada.access(), "t" + i, new byte[1]), ok());
          }
          s.refused(
              "one too many",
              door.storeSnapshot(ada, ada.access(), "x", new byte[1]),
              Fault.QUOTA_EXCEEDED);
          s.step("the old ones", door.storeSnapshot(ada, ada.access(), "t", new byte[9]), ok());
        });
  }

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
