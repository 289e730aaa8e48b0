package cafe.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.Contract.Operation;
import cafe.testkit.RawHttp;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Odd paths, queries, methods and types, each on every route; run on each database. */
abstract class OddPathsContract {

  /** Escapes from folders, ends of texts, wildcards, quotes, names of many scripts. */
  private static final List<String> ODD =
      List.of(
          "..%2f..%2f..%2fetc%2fpasswd",
          "%2e%2e%2fcafe.db",
          "..",
          ".",
          "%5c..%5c..%5cboot.ini",
          "a%2fb",
          "a//b",
          "%2f%2f",
          "%00",
          "a%00b",
          "%",
          "%zz",
          "%ff%fe",
          "%ed%a0%80",
          "%25",
          "_",
          "%27%20or%20%271%27%3d%271",
          "x%27%3b%20delete%20from%20clients%3b%20--",
          "%c3%bc%f0%9f%98%80",
          "%e2%80%ae%e2%80%8b",
          "a;jsessionid=1",
          "%0d%0aX-Evil:%201",
          "x".repeat(2_000));

  /** Live streams do not end; a search takes its time. */
  private static final Set<String> SLOW = Set.of("streamMessages", "search");

  private static final Set<String> READING = Set.of("GET", "HEAD");

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;

  private Belongings victim;
  private Belongings mallory;
  private Calls calls;

  @BeforeEach
  void settle() throws IOException {
    String token = tokens.create(new NewAccessToken("paths", null, null)).text();
    victim = Belongings.settle(base, token);
    mallory = Belongings.settle(base, token);
    calls = new Calls(base, token, mallory);
  }

  @Test
  void oddVariablesOfPaths() throws IOException {
    Operator operator = Operator.here();
    List<JsonNode> tokensBefore = operator.tokens();
    List<JsonNode> clientsBefore = operator.clients();
    for (Operation operation : Calls.all()) {
      for (String variable : Calls.variables(operation)) {
        for (String odd : ODD) {
          if (operation.method().equals("HEAD") && odd.equals("..")) {
            // Of another route: HEAD of the front page, which the contract leaves to GET.
            continue;
          }
          Call call = calls.of(operation, variable, odd);
          RawHttp.Answer answer = call.send();
          Refusals.orHarmless(call, answer);
          assertThat(answer.headers()).as("%s", call).doesNotContainKey("x-evil");
        }
      }
    }
    assertThat(operator.tokens()).isEqualTo(tokensBefore);
    assertThat(operator.clients()).isEqualTo(clientsBefore);
    mallory.assertUntouched();
    victim.assertUntouched();
  }

  @Test
  void oddSpellingsOfPaths() throws IOException {
    for (Operation operation : Calls.all()) {
      if (SLOW.contains(Calls.id(operation)) || operation.path().equals("/")) {
        continue;
      }
      Call good = calls.of(operation).as("");
      for (String odd :
          List.of("/" + good.target(), "/x/.." + good.target(), "/%2e%2e" + good.target())) {
        RawHttp.Answer answer = good.to(odd).send();
        Refusals.orHarmless(good.to(odd), answer);
      }
    }
    victim.assertUntouched();
  }

  /** A trailing slash, also before a query, changes nothing. */
  @Test
  void trailingSlashes() throws IOException {
    for (Operation operation : Calls.all()) {
      if (operation.path().startsWith("/ipfs/") || operation.path().equals("/")) {
        continue;
      }
      Call plain = calls.of(operation);
      if (!Calls.isOperators(operation) || !operation.method().equals("GET")) {
        plain = plain.as("");
      }
      String[] parts = plain.target().split("\\?", 2);
      String slashed = parts[0] + "/" + (parts.length > 1 ? "?" + parts[1] : "");
      assertThat(plain.to(slashed).send().status())
          .as("%s", plain)
          .isEqualTo(plain.send().status());
    }
  }

  @Test
  void otherMethods() throws IOException {
    for (Operation operation : Calls.all()) {
      Call good = calls.of(operation);
      for (String method : List.of("PATCH", "TRACE", "PROPFIND", "LOCK")) {
        Call call = good.by(method);
        assertThat(Refusals.code(call, call.send()))
            .as("%s", call)
            .isIn("method-not-allowed", "route-unknown");
      }
    }
    mallory.assertUntouched();
  }

  @Test
  void oddQueries() throws IOException {
    List<String> texts =
        List.of("%00", "%ff", "%ed%a0%80", "%25", "_", "%27", "x".repeat(3_000), "-1", "1e9", "");
    for (String target :
        List.of(
            "/cafe/v1/directory?name=",
            "/cafe/v1/directory?address=",
            "/cafe/v1/directory?name=a&limit=",
            "/cafe/v1/inbox?after=",
            "/cafe/v1/inbox?limit=",
            "/cafe/v1/snapshots?after=",
            "/cafe/v1/snapshots?limit=",
            "/cafe/v1/snapshots/t?client=",
            "/cafe/v1/snapshots/t/versions?client=",
            "/api/v1/sessions/challenge?account_addr=",
            "/ipfs/" + victim.cid() + "?key=",
            "/ipfs/" + victim.cid() + "?filename=")) {
      for (String text : texts) {
        String access = mallory.device().access();
        Call call =
            new Call(
                base, "GET", target + text, List.of("Authorization: Basic " + access), new byte[0]);
        RawHttp.Answer answer = call.send();
        Refusals.orHarmless(call, answer);
        if (target.endsWith("?name=")) {
          assertThat(answer.text())
              .as("%s lists nobody", call)
              .doesNotContain(victim.device().peer().toString());
        }
      }
    }
  }

  /** The operator's lists go on after what is in them; a switch is on or off. */
  @Test
  void oddQueriesOfTheOperator() throws IOException {
    Operator operator = Operator.here();
    List<JsonNode> tokensBefore = operator.tokens();
    List<JsonNode> clientsBefore = operator.clients();
    for (String text :
        List.of(
            "%",
            "%zz",
            "%00",
            "%ff",
            "%ed%a0%80",
            "%25",
            "_",
            "%27",
            "%27%20or%20%271%27%3d%271",
            "x%27%3b%20delete%20from%20clients%3b%20--",
            "%e2%80%ae",
            "TRUE",
            "x".repeat(3_000))) {
      for (Call call :
          List.of(
              operator.call("GET", "/operator/v1/tokens?after=" + text, ""),
              operator.call("GET", "/operator/v1/clients?after=" + text, ""),
              operator.call(
                  "DELETE",
                  "/operator/v1/tokens/" + victim.spareId() + "?end-sessions=" + text,
                  ""))) {
        assertThat(Refusals.code(call, call.send()))
            .as("%s", call)
            .isIn("request-malformed", "peer-id-invalid", "path-malformed");
      }
    }
    assertThat(operator.tokens()).isEqualTo(tokensBefore);
    assertThat(operator.clients()).isEqualTo(clientsBefore);
    victim.assertUntouched();
  }

  /** Parameters that a route does not know, some with names of things inside, change nothing. */
  @Test
  void unknownParametersOfQueries() throws IOException {
    String token = tokens.create(new NewAccessToken("parameters", null, null)).text();
    Calls reader = newcomer(token);
    for (Operation operation : Calls.all()) {
      if (SLOW.contains(Calls.id(operation))) {
        continue;
      }
      boolean changes = !READING.contains(operation.method());
      Call good = (changes ? newcomer(token) : reader).of(operation);
      Call other = (changes ? newcomer(token) : reader).of(operation);
      String more =
          "future=x-cafe-marker&peer=" + victim.device().peer() + "&_method=DELETE&%27=%25";
      Call odd = other.to(other.target() + (other.target().contains("?") ? "&" : "?") + more);
      RawHttp.Answer answer = odd.send();
      assertThat(answer.status()).as("%s", odd).isEqualTo(good.send().status());
      assertThat(answer.headers() + answer.text()).as("%s", odd).doesNotContain("x-cafe-marker");
      // The operator may see everybody.
      if (!Calls.isOperators(operation)) {
        assertThat(answer.headers() + answer.text())
            .as("%s", odd)
            .doesNotContain(victim.device().peer().toString());
      }
    }
    victim.assertUntouched();
  }

  /** A client of its own for each call that changes something: some of the routes remove it. */
  private Calls newcomer(String token) throws IOException {
    return new Calls(base, token, Belongings.settle(base, token));
  }

  /** Wildcards of LIKE find what is spelled so, and nothing else. */
  @Test
  void wildcardsAreLetters() throws IOException {
    for (String name : List.of("%", "_", "name of _", "name%of", "\\", "' or '1'='1' --")) {
      String target = "/cafe/v1/directory?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
      String access = mallory.device().access();
      Call call =
          new Call(base, "GET", target, List.of("Authorization: Basic " + access), new byte[0]);
      RawHttp.Answer answer = call.send();
      assertThat(answer.status()).as(name).isEqualTo(200);
      assertThat(answer.text())
          .as(name)
          .startsWith("{\"peers\":[")
          .doesNotContain(victim.device().peer().toString());
    }
  }

  @Test
  void typesThatARouteDoesNotTake() throws IOException {
    for (Operation operation : Calls.taking("application/json")) {
      Call good = calls.of(operation);
      List<String> fields =
          good.fields().stream().filter(field -> !field.startsWith("Content-Type")).toList();
      Call call =
          new Call(good.base(), good.method(), good.target(), fields, good.body())
              .field("Content-Type: text/xml");
      assertThat(Refusals.code(call, call.send()))
          .as("%s", call)
          .isEqualTo("unsupported-media-type");
    }
    mallory.assertUntouched();
  }

  /** The original's routes never ask what is accepted, those of ours that answer something do. */
  @Test
  void formsThatARouteDoesNotHave() throws IOException {
    for (Operation operation : Calls.all()) {
      boolean refuses = operation.node().path("x-codes").toString().contains("not-acceptable");
      assertThat(operation.path().startsWith("/cafe/v1/") || !refuses).as("%s", operation).isTrue();
      if (refuses) {
        Call call = calls.of(operation).field("Accept: image/png");
        assertThat(Refusals.code(call, call.send())).as("%s", call).isEqualTo("not-acceptable");
      }
    }
    mallory.assertUntouched();
  }
}
