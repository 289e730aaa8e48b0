package cafe.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.Contract.Operation;
import cafe.testkit.RawHttp;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attacks on what only the operator may do, and with what the operator takes back. */
abstract class OperatorAttacksContract extends Attack {

  private static final String TOKENS = "/operator/v1/tokens";

  @Inject TestClock clock;

  private Operator operator;

  @BeforeEach
  void readSecret() throws IOException {
    operator = Operator.here();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private Call call(String line, String body) {
    String[] parts = line.split(" ", 2);
    List<String> fields = List.of("Content-Type: application/json");
    return new Call(operator.url(), parts[0], parts[1], fields, json(body));
  }

  private RawHttp.Answer ask(String line, String body) throws IOException {
    return call(line, body).as("Bearer " + operator.secret()).send();
  }

  /** W14: who registered with a token that leaked is out with it, and nobody else. */
  @Test
  void w14SessionsThatOutliveTheirToken() throws IOException {
    AccessTokens.Created leaked = tokens.create(new NewAccessToken("leaked", null, null));
    Belongings thief = Belongings.settle(base, leaked.text());
    List<Call> calls = new ArrayList<>();
    Calls prepared = new Calls(base, leaked.text(), thief);
    for (Operation operation : Calls.needing("session")) {
      calls.add(prepared.of(operation));
    }
    String target = TOKENS + "/" + leaked.token().id() + "?end-sessions=true";
    assertThat(ask("DELETE " + target, "").status()).isEqualTo(204);
    for (Call call : calls) {
      assertThat(Refusals.code(call, call.send())).as("%s", call).isEqualTo("session-revoked");
    }
    Call refresh = prepared.of(Calls.needing("refreshToken").getFirst());
    assertThat(Refusals.code(refresh, refresh.send())).isEqualTo("session-revoked");
    String challenge = "/api/v1/sessions/challenge?account_addr=" + thief.device().address();
    assertThat(refusal("GET", challenge, NONE, "Authorization: Basic " + leaked.text()))
        .isEqualTo("access-token-invalid");
    victim.assertUntouched();
    thief.device().register(base, token);
    thief.assertUntouched();
  }

  /** W19: each of the operator's routes, by whom has another secret, or a client's or none. */
  @Test
  void w19WhoIsNotTheOperator() throws IOException {
    String secret = operator.secret();
    String id = tokens.check(token).id();
    String peer = victim.device().peer().toString();
    List<String> lines =
        List.of(
            "GET " + TOKENS,
            "POST " + TOKENS,
            "POST " + TOKENS + "/validation",
            "DELETE " + TOKENS + "/" + id + "?end-sessions=true",
            "GET /operator/v1/clients",
            "DELETE /operator/v1/clients/" + peer,
            "GET /operator/v1/account");
    String other = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    for (String line : lines) {
      Call call = call(line, "{\"token\":\"" + token + "\"}");
      for (String field :
          List.of(
              "",
              secret,
              "Bearer " + other,
              "Bearer " + secret.substring(1),
              "Basic " + mallory.access(),
              "Bearer " + token)) {
        RawHttp.Answer answer = call.as(field).send();
        assertThat(Refusals.code(call, answer)).as(line + field).isEqualTo("operator-only");
        assertThat(answer.text()).doesNotContain(id).doesNotContain(peer);
      }
      // So many wrong secrets are not taken at once.
      clock.advance(Duration.ofMinutes(1));
      Call publicly = call.at(base).as("Bearer " + secret);
      RawHttp.Answer answer = publicly.send();
      assertThat(Refusals.code(publicly, answer))
          .as("%s in public", line)
          .isEqualTo("route-unknown");
    }
    clock.reset();
    victim.assertUntouched();
    TestDevice.create().register(base, token);
    assertThat(ask("GET " + TOKENS, "").text())
        .as("neither tokens nor what they are checked by")
        .contains(id)
        .doesNotContain(token)
        .doesNotContain("hash")
        .doesNotContain("$2");
    assertThat(ask("GET /operator/v1/clients", "").status()).isEqualTo(200);
  }
}
