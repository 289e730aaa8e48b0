package cafe.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.Contract.Operation;
import cafe.testkit.RawHttp;
import cafe.testkit.TestClock;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are no JSON or other JSON, on every route that takes any; run on each database. */
abstract class OddJsonContract {

  private static final List<String> OTHER =
      List.of(
          "",
          " ",
          "null",
          "true",
          "7",
          "1e400",
          "\"x\"",
          "[]",
          "[{}]",
          "{",
          "{]",
          "{\"",
          "{'a':1}",
          "<xml/>",
          "\u0000",
          "\u00ff\u00fe",
          "[".repeat(20_000),
          "{\"a\":".repeat(5_000));

  /** Members of another type than the route's. */
  private static final Map<String, List<String>> WRONG =
      Map.of(
          "listMissing",
          List.of(
              "{}",
              "{\"cids\":null}",
              "{\"cids\":7}",
              "{\"cids\":\"x\"}",
              "{\"cids\":{}}",
              "{\"cids\":[null]}",
              "{\"cids\":[7]}",
              "{\"cids\":[\"\"]}",
              "{\"cids\":[\"..\\/..\"]}",
              "{\"cids\":[[]]}"),
          "acknowledgeMessages",
          List.of(
              "{}",
              "{\"ids\":null}",
              "{\"ids\":7}",
              "{\"ids\":[null]}",
              "{\"ids\":[7]}",
              "{\"ids\":[\"x\"]}",
              "{\"ids\":[{}]}"),
          "publish",
          List.of(
              "{\"name\":7}",
              "{\"name\":[]}",
              "{\"name\":\"a\\u0000b\"}",
              "{\"name\":\"\\ud800\"}",
              "{\"avatar\":\"../../x\\u0000\"}",
              "{\"inboxes\":7}",
              "{\"inboxes\":[null]}",
              "{\"inboxes\":[\"x\"]}",
              "{\"inboxes\":[{\"peer\":7}]}",
              "{\"inboxes\":[{\"url\":\"\\u0000\"}]}"),
          "removeDevice",
          List.of("{\"challenge\":7}", "{\"signature\":[]}", "{\"signature\":\"?\"}"),
          "createToken",
          List.of(
              "{\"label\":7}",
              "{\"label\":[]}",
              "{\"label\":true}",
              "{\"label\":\"a\\nb\"}",
              "{\"label\":\"\\ud800\"}",
              "{\"label\":\"" + "😀".repeat(201) + "\"}",
              "{\"uses\":\"7\"}",
              "{\"uses\":\"\"}",
              "{\"uses\":1.5}",
              "{\"uses\":true}",
              "{\"uses\":[7]}",
              "{\"uses\":{}}",
              "{\"uses\":0}",
              "{\"uses\":3000000000}",
              "{\"uses\":1e400}",
              "{\"expires\":7}",
              "{\"expires\":4102444800}",
              "{\"expires\":1e30}",
              "{\"expires\":\"\"}",
              "{\"expires\":\"2999-01-01\"}",
              "{\"expires\":[2999,1,1]}",
              "{\"expires\":\"+999999999-01-01T00:00:00Z\"}",
              "{\"token\":7}",
              "{\"token\":\"\"}",
              "{\"token\":\"\\u0000\"}",
              "{\"token\":{}}"),
          "validateToken",
          List.of(
              "{}",
              "{\"token\":null}",
              "{\"token\":7}",
              "{\"token\":[]}",
              "{\"token\":{\"token\":\"x\"}}"));

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject TestClock clock;

  private final SoftAssertions soft = new SoftAssertions();
  private String token;
  private Belongings own;
  private Calls calls;
  private Operator operator;
  private List<JsonNode> tokensBefore;
  private List<JsonNode> clientsBefore;

  @BeforeEach
  void settle() throws IOException {
    token = tokens.create(new NewAccessToken("json", null, null)).text();
    own = Belongings.settle(base, token);
    calls = new Calls(base, token, own);
    operator = Operator.here();
    tokensBefore = operator.tokens();
    clientsBefore = operator.clients();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @Test
  void whatIsNotTheJsonOfTheRoute() throws IOException {
    for (Operation operation : Calls.taking("application/json")) {
      for (String other : OTHER) {
        refused(calls.of(operation).with(other.getBytes(ISO_8859_1)), other);
      }
    }
    assertUntouched();
  }

  @Test
  void membersOfAnotherType() throws IOException {
    for (Operation operation : Calls.taking("application/json")) {
      List<String> wrong = WRONG.get(Calls.id(operation));
      assertThat(wrong).as("%s", operation).isNotEmpty();
      for (String other : wrong) {
        refused(calls.of(operation).with(other.getBytes(UTF_8)), other);
      }
    }
    assertUntouched();
  }

  /** Something after the value: garbage, another value, or the value once more. */
  @Test
  void moreThanTheJsonOfTheRoute() throws IOException {
    for (Operation operation : Calls.taking("application/json")) {
      Call good = calls.of(operation);
      String text = new String(good.body(), UTF_8);
      for (String more : List.of("x", "\u0000", "{}", text, "]")) {
        refused(good.with((text + more).getBytes(UTF_8)), text + more);
      }
    }
    assertUntouched();
  }

  private void refused(Call call, String body) throws IOException {
    RawHttp.Answer answer = call.send();
    String shown = body.length() > 60 ? body.substring(0, 60) : body;
    soft.assertThat(answer.status()).as("%s %s", call, shown).isEqualTo(400);
    if (answer.status() == 400) {
      soft.assertThat(Refusals.code(call, answer))
          .as("%s %s", call, shown)
          .isIn("request-malformed", "cid-invalid", "address-invalid", "peer-id-invalid");
    }
  }

  private void assertUntouched() throws IOException {
    soft.assertAll();
    own.assertUntouched();
    assertThat(operator.tokens()).isEqualTo(tokensBefore);
    assertThat(operator.clients()).isEqualTo(clientsBefore);
  }

  /**
   * Later versions of clients may know more members: they are passed over. Not so the operator's: a
   * token whose limit was misspelled would have none.
   */
  @Test
  void unknownMembers() throws IOException {
    for (Operation operation : Calls.taking("application/json")) {
      // A client of its own for each: one of the routes removes it.
      Call good = new Calls(base, token, Belongings.settle(base, token)).of(operation);
      Call other = new Calls(base, token, Belongings.settle(base, token)).of(operation);
      String text = new String(other.body(), UTF_8);
      String more = "{\"future\":{\"deep\":[1,null]}," + text.substring(1);
      int expected = Calls.isOperators(operation) ? 400 : good.send().status();
      assertThat(other.with(more.getBytes(UTF_8)).send().status())
          .as("%s", other)
          .isEqualTo(expected);
    }
  }

  /** Labels, too, and each makes one token, whatever a database could take it for. */
  @Test
  void labelsOfAllScripts() throws IOException {
    List<JsonNode> expected = new ArrayList<>(tokensBefore);
    for (String label :
        List.of(
            "Ünï",
            "名前",
            "\u202eabc",
            "%_'\"\\",
            "' or '1'='1",
            "x'); delete from access_tokens; --",
            "😀".repeat(200))) {
      clock.advance(Duration.ofSeconds(1));
      JsonObject wanted = new JsonObject().put("label", label).put("uses", 2);
      JsonNode made = operator.ask("POST", "/operator/v1/tokens", wanted.encode());
      JsonNode listed = operator.tokens().getFirst();
      assertThat(listed.path("id").asText()).isEqualTo(made.path("id").asText());
      assertThat(listed.path("label").asText()).isEqualTo(label);
      assertThat(listed.path("uses").asInt()).isEqualTo(2);
      assertThat(listed.has("expires")).isFalse();
      expected.addFirst(listed);
    }
    assertThat(operator.tokens()).isEqualTo(expected);
    own.assertUntouched();
  }

  /** Names in any script come back as they were sent. */
  @Test
  void namesOfAllScripts() throws IOException {
    for (String name : List.of("Ünï", "名前", "😀👩‍👩‍👧", "\u202eabc", "a\tb", "%_'\\\"\\\\")) {
      String body = "{\"name\":\"" + name.replace("\t", "\\t") + "\"}";
      Call call =
          new Call(
              base,
              "PUT",
              "/cafe/v1/directory/self",
              List.of(
                  "Authorization: Basic " + own.device().access(),
                  "Content-Type: application/json"),
              body.getBytes(UTF_8));
      RawHttp.Answer answer = call.send();
      assertThat(answer.status()).as(name).isEqualTo(204);
      Call read = new Call(base, "GET", call.target(), call.fields(), new byte[0]);
      JsonObject kept = new JsonObject(read.send().text());
      assertThat(kept.getString("name")).isEqualTo(new JsonObject(body).getString("name"));
    }
  }
}
