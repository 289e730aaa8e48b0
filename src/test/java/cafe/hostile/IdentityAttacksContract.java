package cafe.hostile;

import static cafe.testkit.RawHttp.head;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.Ksuid;
import cafe.database.Outbox;
import cafe.identity.Client;
import cafe.identity.Clients;
import cafe.identity.registration.Challenges;
import cafe.identity.registration.Membership;
import cafe.identity.registration.Registration;
import cafe.identity.registration.Registrations;
import cafe.identity.sessions.IssuedSession;
import cafe.identity.sessions.Sessions;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.limits.Limit;
import cafe.testkit.RawHttp;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The original's weaknesses in who may do what, by the numbers of cafe-protocol.md 12.2: each
 * attack as the bytes that an attacker sends, then a look at what its victim has.
 */
abstract class IdentityAttacksContract {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject Clients clients;
  @Inject Sessions sessions;
  @Inject Challenges challenges;
  @Inject Registrations registrations;
  @Inject Membership membership;
  @Inject Outbox outbox;
  @Inject TestClock clock;

  private String token;
  private Belongings belongings;
  private TestDevice victim;

  @BeforeEach
  void settleVictim() throws IOException {
    token = tokens.create(new NewAccessToken("attacks", null, null)).text();
    belongings = Belongings.settle(base, token);
    victim = belongings.device();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private String send(String request) throws IOException {
    return RawHttp.exchange(base, request);
  }

  private int status(String request) throws IOException {
    return RawHttp.status(send(request));
  }

  /** The bytes of a registration over HTTP. */
  private byte[] registration(TestDevice device, String challenge, String nonce) {
    byte[] signature = device.account().key().sign((challenge + nonce).getBytes(UTF_8));
    String target =
        "/api/v1/sessions/%s/?account_addr=%s&challenge=%s&nonce=%s"
            .formatted(
                device.peer(),
                device.address(),
                URLEncoder.encode(challenge, UTF_8),
                URLEncoder.encode(nonce, UTF_8));
    byte[] head =
        head("POST", target, "Authorization: Basic " + token, "Content-Length: 64")
            .getBytes(ISO_8859_1);
    byte[] request = Arrays.copyOf(head, head.length + signature.length);
    System.arraycopy(signature, 0, request, head.length, signature.length);
    return request;
  }

  private String register(TestDevice device) throws IOException {
    String challenge = device.requestChallenge(base, token);
    return RawHttp.exchange(base, registration(device, challenge, nonce()));
  }

  private static String nonce() {
    return Ksuid.create(Instant.now(), new SecureRandom());
  }

  /** Throwaway peers ask for challenges of an account until its limit would be used up. */
  @Test
  void strangersUseUpNobodysChallenges() {
    TestDevice owner = TestDevice.create();
    for (int i = 0; i <= Limit.CHALLENGE_BY_ACCOUNT.burst(); i++) {
      challenges.create(owner.address(), owner.sibling().peer());
    }
    assertThat(owner.requestChallenge(base, token)).isNotEmpty();
    assertThat(challenges.create(owner.address(), owner.peer()).value()).isNotEmpty();
  }

  /** Registers as the stream door does, for the remote end of a connection. */
  private IssuedSession registerProven(TestDevice device) {
    String challenge = challenges.create(device.address(), device.peer()).value();
    String nonce = nonce();
    byte[] signature = device.account().key().sign((challenge + nonce).getBytes(UTF_8));
    return registrations.register(
        new Registration(
            device.peer(), true, token, device.address(), challenge, nonce, signature));
  }

  private void assertVictimIsUntouched() throws IOException {
    Client client = clients.find(victim.peer()).orElseThrow();
    assertThat(client.address().toString()).isEqualTo(victim.address());
    assertThat(call(victim.access())).isEqualTo(200);
    assertThat(sessions.live(Address.parse(victim.address()))).hasSize(1);
    belongings.assertUntouched();
  }

  private int call(String access) throws IOException {
    return status(head("GET", "/cafe/v1/devices", "Authorization: Basic " + access));
  }

  @Test
  void w1ASessionForSomebodyElsesPeer() throws IOException {
    TestDevice attacker = victim.impostor();
    String answer = register(attacker);
    assertThat(RawHttp.status(answer)).isEqualTo(403);
    assertThat(answer).contains("\"code\":\"peer-taken\"").doesNotContain("\"access\"");
    assertVictimIsUntouched();
    assertThat(clients.byAddress(Address.parse(attacker.address()))).isEmpty();
  }

  @Test
  void w1ASquatterGivesWayToTheKey() throws IOException {
    TestDevice owner = TestDevice.create();
    TestDevice squatter = owner.impostor().register(base, token);
    assertThat(call(squatter.access())).isEqualTo(200);
    IssuedSession session = registerProven(owner);
    assertThat(call(session.access())).isEqualTo(200);
    assertThat(call(squatter.access())).as("the squatter's session ended").isEqualTo(403);
    assertThat(squatter.requestRefresh(base).statusCode()).isEqualTo(403);
    assertThat(RawHttp.status(register(squatter))).as("and he stays out").isEqualTo(403);
    Client client = clients.find(owner.peer()).orElseThrow();
    assertThat(client.address().toString()).isEqualTo(owner.address());
    assertThat(client.proven()).isTrue();
  }

  @Test
  void w1WhatWasProvenStaysProven() throws IOException {
    TestDevice owner = TestDevice.create();
    registerProven(owner);
    TestDevice other = owner.impostor();
    assertThat(RawHttp.status(register(other))).isEqualTo(403);
    assertThat(RawHttp.status(register(owner))).as("the owner himself may").isEqualTo(201);
    assertThat(clients.find(owner.peer()).orElseThrow().proven()).isTrue();
    String challenge = challenges.create(other.address(), other.peer()).value();
    byte[] signature = other.account().key().sign((challenge + "n").getBytes(UTF_8));
    Registration proven =
        new Registration(other.peer(), true, token, other.address(), challenge, "n", signature);
    assertThat(catchFault(() -> registrations.register(proven)))
        .as("not even a second key holder takes a proven peer from its account")
        .isEqualTo("peer-taken");
  }

  @Test
  void w2ASessionForAnotherAccountsRow() throws IOException {
    TestDevice attacker = victim.impostor();
    assertThat(RawHttp.status(register(attacker))).isEqualTo(403);
    assertVictimIsUntouched();
    assertThat(RawHttp.status(register(victim))).as("the same account may").isEqualTo(201);
    Client client = clients.find(victim.peer()).orElseThrow();
    assertThat(client.address().toString()).isEqualTo(victim.address());
    assertThat(sessions.live(Address.parse(attacker.address()))).isEmpty();
  }

  @Test
  void w3AChallengeThatNeverEnds() throws IOException {
    TestDevice device = TestDevice.create();
    String challenge = device.requestChallenge(base, token);
    clock.advance(Duration.ofMinutes(11));
    String late = RawHttp.exchange(base, registration(device, challenge, nonce()));
    assertThat(RawHttp.status(late)).isEqualTo(403);
    assertThat(clients.find(device.peer())).isEmpty();
  }

  @Test
  void w3AChallengeThatIsUsedTwice() throws IOException {
    TestDevice device = TestDevice.create();
    String challenge = device.requestChallenge(base, token);
    byte[] request = registration(device, challenge, nonce());
    String first = RawHttp.exchange(base, request);
    assertThat(RawHttp.status(first)).isEqualTo(201);
    String repeat = RawHttp.exchange(base, request);
    assertThat(RawHttp.body(repeat)).as("the very same").isEqualTo(RawHttp.body(first));
    byte[] other = registration(device, challenge, nonce());
    assertThat(RawHttp.status(RawHttp.exchange(base, other))).isEqualTo(403);
    TestDevice sibling = device.sibling();
    byte[] moved = registration(sibling, challenge, nonce());
    assertThat(RawHttp.status(RawHttp.exchange(base, moved))).isEqualTo(403);
    assertThat(clients.find(sibling.peer())).isEmpty();
    clock.advance(Duration.ofMinutes(2));
    assertThat(RawHttp.status(RawHttp.exchange(base, request))).as("later").isEqualTo(403);
    assertThat(sessions.live(Address.parse(device.address()))).hasSize(1);
  }

  @Test
  void w3AChallengeOfAnotherAccount() throws IOException {
    TestDevice attacker = TestDevice.create();
    String challenge = victim.requestChallenge(base, token);
    byte[] request = registration(attacker, challenge, nonce());
    assertThat(RawHttp.status(RawHttp.exchange(base, request))).isEqualTo(403);
    assertThat(clients.find(attacker.peer())).isEmpty();
  }

  @Test
  void w3AChallengeOfAnotherPeer() {
    TestDevice device = TestDevice.create();
    TestDevice sibling = device.sibling();
    String challenge = challenges.create(device.address(), device.peer()).value();
    byte[] signature = device.account().key().sign((challenge + "n").getBytes(UTF_8));
    assertThat(
            catchFault(
                () ->
                    registrations.register(
                        new Registration(
                            sibling.peer(),
                            true,
                            token,
                            sibling.address(),
                            challenge,
                            "n",
                            signature))))
        .isEqualTo("challenge-foreign");
    assertThat(clients.find(sibling.peer())).isEmpty();
  }

  @Test
  void w3ChallengesWithoutEnd() throws IOException {
    TestDevice device = TestDevice.create();
    String request =
        head(
            "GET",
            "/api/v1/sessions/challenge?account_addr=" + device.address(),
            "Authorization: Basic " + token);
    Set<Integer> answers = new java.util.HashSet<>();
    for (int i = 0; i < 80; i++) {
      answers.add(status(request));
    }
    assertThat(answers).containsExactlyInAnyOrder(200, 429);
    assertVictimIsUntouched();
    assertThat(catchFault(() -> challengesOfOnePeer(100))).isEqualTo("rate-limited");
  }

  private void challengesOfOnePeer(int number) {
    for (int i = 0; i < number; i++) {
      challenges.create(TestDevice.create().address(), victim.peer());
    }
  }

  @Test
  void w5APeerSmuggledIntoTheAccount() throws IOException {
    Outbox.Cursor end = outbox.end();
    TestDevice smuggled = victim.sibling();
    assertThat(RawHttp.status(register(smuggled))).as("cannot be told apart").isEqualTo(201);
    smuggled.register(base, token);
    assertThat(outbox.after(Membership.DEVICE_ADDED, victim.address(), end, 10))
        .as("the account is told")
        .extracting(Outbox.Event::payload)
        .contains(smuggled.peer().toString());
    String devices =
        send(head("GET", "/cafe/v1/devices", "Authorization: Basic " + victim.access()));
    assertThat(devices).contains(smuggled.peer().toString());
    String path = "/cafe/v1/devices/" + victim.peer() + "/removal";
    String body = "{\"challenge\":\"x\",\"signature\":\"" + "A".repeat(86) + "==\"}";
    String removal =
        head(
                "POST",
                path,
                "Authorization: Basic " + smuggled.access(),
                "Content-Type: application/json",
                "Content-Length: " + body.length())
            + body;
    assertThat(status(removal)).as("it can remove nobody").isEqualTo(403);
    String leave = "/api/v1/sessions/" + victim.peer();
    assertThat(status(head("DELETE", leave, "Authorization: Basic " + smuggled.access())))
        .isEqualTo(403);
    assertVictimKeepsItsClient();
    String cutOff = "/cafe/v1/devices/" + smuggled.peer();
    assertThat(status(head("DELETE", cutOff, "Authorization: Basic " + victim.access())))
        .isEqualTo(204);
    assertThat(call(smuggled.access())).isEqualTo(403);
    belongings.assertThingsAreUntouched();
  }

  private void assertVictimKeepsItsClient() throws IOException {
    assertThat(clients.find(victim.peer())).isPresent();
    assertThat(call(victim.access())).isEqualTo(200);
  }

  @Test
  void w10SqlInTexts() throws IOException {
    long before = clients.count();
    List<String> texts =
        List.of(
            "' or '1'='1",
            "x'; delete from clients; --",
            "x\" or \"\"=\"",
            "%",
            "_",
            "\\",
            "'||(select hash from access_tokens)||'",
            "x".repeat(2_000));
    for (String text : texts) {
      String encoded = URLEncoder.encode(text, UTF_8);
      String auth = "Authorization: Basic " + token;
      assertThat(status(head("GET", "/api/v1/sessions/challenge?account_addr=" + encoded, auth)))
          .as(text)
          .isEqualTo(400);
      TestDevice device = TestDevice.create();
      byte[] injected = registration(device, text, nonce());
      assertThat(RawHttp.status(RawHttp.exchange(base, injected))).as(text).isEqualTo(403);
      String challenge = device.requestChallenge(base, token);
      byte[] odd = registration(device, challenge, text);
      assertThat(RawHttp.status(RawHttp.exchange(base, odd)))
          .as("a nonce may be any text")
          .isEqualTo(201);
      membership.leave(device.peer());
      String own = "Authorization: Basic " + victim.access();
      assertThat(status(head("DELETE", "/cafe/v1/sessions/" + encoded, own)))
          .as(text)
          .isBetween(400, 404);
      assertThat(status(head("DELETE", "/cafe/v1/devices/" + encoded, own)))
          .as(text)
          .isBetween(400, 404);
      assertThat(status(head("DELETE", "/api/v1/sessions/" + encoded, own)))
          .as(text)
          .isBetween(400, 404);
    }
    assertThat(clients.count()).isEqualTo(before);
    assertVictimIsUntouched();
  }

  @Test
  void w14TokensThatLiveOn() throws IOException {
    String access = victim.access();
    assertThat(
            status(
                head("DELETE", "/api/v1/sessions/" + victim.peer(), "Authorization: x " + access)))
        .isEqualTo(204);
    assertThat(call(access)).isEqualTo(403);
    assertThat(victim.requestRefresh(base).statusCode()).isEqualTo(403);
    victim.register(base, token);
    assertThat(call(access)).as("a new registration wakes no old token").isEqualTo(403);
    assertThat(call(victim.access())).isEqualTo(200);
  }

  @Test
  void w14AStolenRefreshToken() throws IOException {
    String access = victim.access();
    String refresh = victim.refresh();
    TestDevice thief = victim.sibling();
    thief.keep(access, refresh);
    String stolen =
        RawHttp.body(
            RawHttp.exchange(
                base,
                head(
                        "POST",
                        "/api/v1/sessions/" + victim.peer() + "/refresh",
                        "Authorization: Basic " + refresh,
                        "Content-Length: " + access.length())
                    + access));
    String stolenAccess = stolen.replaceAll(".*\"access\":\"([^\"]+)\".*", "$1");
    assertThat(call(stolenAccess)).as("the thief is first").isEqualTo(200);
    clock.advance(Duration.ofDays(20));
    assertThat(victim.requestRefresh(base).statusCode()).isEqualTo(403);
    assertThat(call(stolenAccess)).as("but found out when the victim comes").isEqualTo(403);
    clock.reset();
    victim.register(base, token);
    assertVictimIsUntouched();
  }

  /**
   * What W18 leaves to a proxy is encryption; what it leaves to us is to keep secrets out of logs.
   */
  @Test
  void w18SecretsInLogs() throws IOException {
    try (WholeLog log = new WholeLog()) {
      TestDevice device = TestDevice.create().register(base, token);
      String first = device.access();
      device.keep(device.requestRefresh(base));
      call(device.access());
      call(device.access() + "x");
      call(device.refresh());
      status(
          head(
              "GET",
              "/api/v1/sessions/challenge?account_addr=" + device.account().seed(),
              "Authorization: Basic " + token));
      status(head("GET", "/api/v1/sessions/challenge", "Authorization: Basic " + token + "9"));
      registerProven(device.impostor().sibling());
      assertThat(log.text())
          .as("the listener works")
          .isNotEmpty()
          .doesNotContain(token)
          .doesNotContain(first)
          .doesNotContain(device.access())
          .doesNotContain(device.refresh())
          .doesNotContain(device.account().seed())
          .doesNotContain(victim.access());
      assertVictimIsUntouched();
    }
  }

  private static String catchFault(Runnable action) {
    try {
      action.run();
      return "none";
    } catch (CafeException e) {
      return e.fault().code();
    }
  }
}
