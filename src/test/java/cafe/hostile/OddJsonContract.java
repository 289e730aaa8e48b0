package cafe.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.Contract.Operation;
import cafe.testkit.RawHttp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
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
          List.of("{\"challenge\":7}", "{\"signature\":[]}", "{\"signature\":\"?\"}"));

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;

  private final SoftAssertions soft = new SoftAssertions();
  private String token;
  private Belongings own;
  private Calls calls;

  @BeforeEach
  void settle() throws IOException {
    token = tokens.create(new NewAccessToken("json", null, null)).text();
    own = Belongings.settle(base, token);
    calls = new Calls(base, token, own);
  }

  @Test
  void whatIsNotTheJsonOfTheRoute() throws IOException {
    for (Operation operation : Calls.taking("application/json")) {
      for (String other : OTHER) {
        refused(calls.of(operation).with(other.getBytes(ISO_8859_1)), other);
      }
    }
    soft.assertAll();
    own.assertUntouched();
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
    soft.assertAll();
    own.assertUntouched();
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
    soft.assertAll();
    own.assertUntouched();
  }

  private void refused(Call call, String body) throws IOException {
    RawHttp.Answer answer = call.send(base);
    String shown = body.length() > 60 ? body.substring(0, 60) : body;
    soft.assertThat(answer.status()).as("%s %s", call, shown).isEqualTo(400);
    if (answer.status() == 400) {
      soft.assertThat(Refusals.code(call, answer))
          .as("%s %s", call, shown)
          .isIn("request-malformed", "cid-invalid", "address-invalid", "peer-id-invalid");
    }
  }

  /** Later versions of clients may know more members: they are passed over. */
  @Test
  void unknownMembers() throws IOException {
    for (Operation operation : Calls.taking("application/json")) {
      // A client of its own for each: one of the routes removes it.
      Call good = new Calls(base, token, Belongings.settle(base, token)).of(operation);
      Call other = new Calls(base, token, Belongings.settle(base, token)).of(operation);
      String text = new String(other.body(), UTF_8);
      String more = "{\"future\":{\"deep\":[1,null]}," + text.substring(1);
      assertThat(other.with(more.getBytes(UTF_8)).send(base).status())
          .as("%s", other)
          .isEqualTo(good.send(base).status());
    }
  }

  /** Names in any script come back as they were sent. */
  @Test
  void namesOfAllScripts() throws IOException {
    for (String name : List.of("Ünï", "名前", "😀👩‍👩‍👧", "\u202eabc", "a\tb", "%_'\\\"\\\\")) {
      String body = "{\"name\":\"" + name.replace("\t", "\\t") + "\"}";
      Call call =
          new Call(
              "PUT",
              "/cafe/v1/directory/self",
              List.of(
                  "Authorization: Basic " + own.device().access(),
                  "Content-Type: application/json"),
              body.getBytes(UTF_8));
      RawHttp.Answer answer = call.send(base);
      assertThat(answer.status()).as(name).isEqualTo(204);
      Call read = new Call("GET", call.target(), call.fields(), new byte[0]);
      JsonObject kept = new JsonObject(read.send(base).text());
      assertThat(kept.getString("name")).isEqualTo(new JsonObject(body).getString("name"));
    }
  }
}
