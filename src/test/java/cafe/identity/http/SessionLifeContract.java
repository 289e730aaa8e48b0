package cafe.identity.http;

import static cafe.testkit.GeneratedClient.refused;
import static cafe.testkit.TestDevice.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.ApiException;
import cafe.client.Device;
import cafe.client.Removal;
import cafe.client.SessionInfo;
import cafe.crypto.Ed25519PrivateKey;
import cafe.database.Database;
import cafe.identity.Client;
import cafe.identity.ClientRepository;
import cafe.identity.keys.NodeKeys;
import cafe.identity.registration.Membership;
import cafe.identity.sessions.SessionRepository;
import cafe.identity.sessions.Sessions;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.Address;
import cafe.kernel.PeerId;
import cafe.limits.Limit;
import cafe.limits.Limits;
import cafe.testkit.GeneratedClient;
import cafe.testkit.LogLines;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How sessions are renewed, listed and ended; run on each database. Lists and ends go through the
 * generated client; refreshes, whose answers are compared byte by byte, do not.
 */
abstract class SessionLifeContract {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject Sessions sessions;
  @Inject SessionRepository rows;
  @Inject ClientRepository clients;
  @Inject Membership membership;
  @Inject Database database;
  @Inject NodeKeys node;
  @Inject Limits limits;
  @Inject TestClock clock;

  private GeneratedClient cafe;
  private String token;

  @BeforeEach
  void makeToken() {
    cafe = GeneratedClient.of(base);
    token = tokens.create(new NewAccessToken("test", null, null)).text();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private int call(TestDevice device) {
    return call(device, device.access());
  }

  private int call(TestDevice device, String access) {
    return send(device
            .request(base, "/cafe/v1/devices")
            .setHeader("Authorization", "Basic " + access))
        .statusCode();
  }

  @Test
  void theOldRefreshTokenIsGoodUntilTheNewPairIsUsed() {
    TestDevice device = TestDevice.create().register(base, token);
    String oldAccess = device.access();
    String oldRefresh = device.refresh();
    HttpResponse<String> first = device.requestRefresh(base);
    HttpResponse<String> second = device.requestRefresh(base);
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.body()).as("a lost answer is given again").isEqualTo(first.body());
    clock.advance(Duration.ofDays(1));
    assertThat(device.requestRefresh(base).body()).isEqualTo(first.body());
    device.keep(first);
    assertThat(call(device)).isEqualTo(200);
    String newAccess = device.access();
    device.keep(oldAccess, oldRefresh);
    try (LogLines told = new LogLines(Sessions.class, Level.WARNING)) {
      assertThat(device.requestRefresh(base).statusCode()).isEqualTo(403);
      assertThat(told.lines())
          .as("the operator hears of it")
          .singleElement(as(InstanceOfAssertFactories.STRING))
          .contains("refresh token used again by " + device.peer(), "stolen")
          .doesNotContain(oldRefresh);
    }
    assertThat(call(device, newAccess)).as("a day later it is a theft").isEqualTo(403);
    assertThat(call(device, oldAccess)).isEqualTo(403);
  }

  @Test
  void aRefreshIsAlsoAUse() {
    TestDevice device = TestDevice.create().register(base, token);
    String oldAccess = device.access();
    String oldRefresh = device.refresh();
    device.keep(device.requestRefresh(base));
    device.keep(device.requestRefresh(base));
    String newest = device.access();
    device.keep(oldAccess, oldRefresh);
    assertThat(device.requestRefresh(base).statusCode()).isEqualTo(403);
    assertThat(call(device, newest)).as("a moment later it may be a race").isEqualTo(200);
  }

  @Test
  void requestsThatMeetGetTheSamePair() throws Exception {
    TestDevice device = TestDevice.create().register(base, token);
    List<Callable<String>> refreshes = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      refreshes.add(() -> device.requestRefresh(base).body());
    }
    Set<String> answers = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> answer : threads.invokeAll(refreshes)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).hasSize(1);
    assertThat(new JsonObject(answers.iterator().next()).getString("access")).isNotNull();
  }

  /** On PostgreSQL a refresh and a revocation overlap; none may leave a good pair behind. */
  @Test
  void aRevocationCatchesARefreshBesideIt() throws Exception {
    for (int i = 0; i < 10; i++) {
      TestDevice device = TestDevice.create().register(base, token);
      PeerId peer = device.peer();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<HttpResponse<String>> refresh = threads.submit(() -> device.requestRefresh(base));
        Future<Boolean> leave = threads.submit(() -> membership.leave(peer));
        assertThat(leave.get()).isTrue();
        if (refresh.get().statusCode() == 201) {
          device.keep(refresh.get());
        }
      }
      assertThat(call(device)).isEqualTo(403);
      assertThat(device.requestRefresh(base).statusCode()).isEqualTo(403);
      assertThat(sessions.live(Address.parse(device.address()))).isEmpty();
    }
  }

  @Test
  void sessionsAreListedAndEnded() throws ApiException {
    TestDevice one = TestDevice.create().register(base, token);
    TestDevice two = one.sibling().register(base, token);
    TestDevice stranger = TestDevice.create().register(base, token);
    one.keep(one.requestRefresh(base));
    List<SessionInfo> listed = cafe.sessions().listSessions(one.authorization()).getSessions();
    assertThat(listed)
        .extracting(SessionInfo::getPeer)
        .containsExactlyInAnyOrder(one.peer().toString(), two.peer().toString());
    SessionInfo other =
        listed.stream().filter(each -> !each.getCurrent()).findFirst().orElseThrow();
    assertThat(other.getPeer()).isEqualTo(two.peer().toString());
    String id = other.getId();
    refused(404, () -> cafe.sessions().revokeSession(id, stranger.authorization()));
    assertThat(call(two)).isEqualTo(200);
    cafe.sessions().revokeSession(id, one.authorization());
    assertThat(call(two)).as("at once").isEqualTo(403);
    assertThat(two.requestRefresh(base).statusCode()).isEqualTo(403);
    assertThat(call(one)).isEqualTo(200);
    assertThat(cafe.sessions().listSessions(one.authorization()).getSessions()).hasSize(1);
    two.register(base, token);
    assertThat(call(two)).as("it may come back").isEqualTo(200);
  }

  @Test
  void devicesAreListedAndCutOff() throws ApiException {
    TestDevice one = TestDevice.create().register(base, token);
    TestDevice two = one.sibling().register(base, token);
    TestDevice stranger = TestDevice.create().register(base, token);
    assertThat(cafe.sessions().listDevices(one.authorization()).getDevices())
        .extracting(Device::getPeer)
        .containsExactlyInAnyOrder(one.peer().toString(), two.peer().toString());
    String lost = two.peer().toString();
    refused(404, () -> cafe.sessions().revokeDevice(lost, stranger.authorization()));
    refused(400, () -> cafe.sessions().revokeDevice("x", one.authorization()));
    assertThat(call(two)).isEqualTo(200);
    cafe.sessions().revokeDevice(lost, one.authorization());
    assertThat(call(two)).isEqualTo(403);
    assertThat(cafe.sessions().listDevices(one.authorization()).getDevices()).hasSize(2);
  }

  @Test
  void theAccountRemovesADevice() throws ApiException {
    TestDevice one = TestDevice.create().register(base, token);
    TestDevice two = one.sibling().register(base, token);
    String challenge = cafe.sessions().challengeRemoval(one.authorization()).getValue();
    byte[] good = one.account().key().sign(removal(two.peer(), challenge));
    ApiException forged = refused(403, () -> remove(one, two.peer(), challenge, new byte[64]));
    assertThat(GeneratedClient.problem(forged).getCode()).isEqualTo("signature-invalid");
    assertThat(call(two)).isEqualTo(200);
    remove(one, two.peer(), challenge, good);
    assertThat(call(two)).isEqualTo(403);
    assertThat(database.read(() -> clients.find(two.peer()))).isEmpty();
    two.register(base, token);
    clock.advance(Duration.ofMinutes(2));
    ApiException twice = refused(403, () -> remove(one, two.peer(), challenge, good));
    assertThat(GeneratedClient.problem(twice).getCode()).isEqualTo("challenge-unknown");
    assertThat(call(two)).isEqualTo(200);
  }

  private static byte[] removal(PeerId peer, String challenge) {
    return ("cafe: remove device " + peer + " " + challenge).getBytes(UTF_8);
  }

  private void remove(TestDevice device, PeerId peer, String challenge, byte[] signature)
      throws ApiException {
    Removal removal =
        new Removal().challenge(challenge).signature(Base64.getEncoder().encodeToString(signature));
    cafe.sessions().removeDevice(peer.toString(), removal, device.authorization());
  }

  @Test
  void leavingTwiceIsNoError() throws ApiException {
    TestDevice device = TestDevice.create().register(base, token);
    String peer = device.peer().toString();
    Map<String, String> old = device.authorization();
    cafe.sessions().deregister(peer, old);
    cafe.sessions().deregister(peer, old);
    assertThat(call(device)).isEqualTo(403);
    device.register(base, token);
    // An old token does not end a new registration.
    refused(403, () -> cafe.sessions().deregister(peer, old));
    assertThat(call(device)).isEqualTo(200);
  }

  @Test
  void aNetworkAddressGetsOnlySoManyChallenges() throws ApiException {
    clock.stop();
    Map<String, String> shown = GeneratedClient.authorization(token);
    for (int i = 1; i < Limit.CHALLENGE_BY_NETWORK.burst(); i++) {
      limits.take(Limit.CHALLENGE_BY_NETWORK, "127.0.0.1");
    }
    cafe.sessions().getChallenge(TestDevice.create().address(), shown);
    String another = TestDevice.create().address();
    ApiException more = refused(429, () -> cafe.sessions().getChallenge(another, shown));
    assertThat(GeneratedClient.problem(more).getCode()).isEqualTo("rate-limited");
    clock.advance(Duration.ofMinutes(1));
    cafe.sessions().getChallenge(another, shown);
  }

  @Test
  void theOriginalsSessionsAreTakenOver() {
    TestDevice device = TestDevice.create();
    Instant registered = clock.instant().minus(Duration.ofDays(10));
    registerBefore(device, registered);
    Instant issued = clock.instant().minus(Duration.ofDays(5));
    device.keep(original(device, "access", "", issued), original(device, "refresh", "r", issued));
    assertThat(call(device)).isEqualTo(200);
    device.keep(device.requestRefresh(base));
    assertThat(call(device)).isEqualTo(200);
    Instant before = registered.minus(Duration.ofDays(1));
    assertThat(call(device, original(device, "access", "", before)))
        .as("older than the registration")
        .isEqualTo(403);
    TestDevice unknown = TestDevice.create();
    assertThat(call(unknown, original(unknown, "access", "", issued))).isEqualTo(403);
  }

  /** Its row is what says that it was revoked, so it stays as long as the token could be shown. */
  @Test
  void aSessionOfTheOriginalsThatWasRevokedIsNotTakenOverAgain() {
    TestDevice device = TestDevice.create();
    Instant issued = clock.instant();
    registerBefore(device, issued.minusSeconds(60));
    String access = original(device, "access", "", issued, Duration.ofDays(200));
    assertThat(call(device, access)).isEqualTo(200);
    sessions.revokeClient(device.peer());
    assertThat(call(device, access)).isEqualTo(403);
    clock.advance(Duration.ofDays(199));
    Instant retained = clock.instant().minus(Duration.ofDays(1));
    database.write(() -> rows.forget(retained));
    assertThat(call(device, access)).isEqualTo(403);
  }

  /** A client as an import of the original's table makes it. */
  private void registerBefore(TestDevice device, Instant registered) {
    Client client =
        new Client(
            device.peer(), Address.parse(device.address()), registered, registered, "", false);
    assertThat(database.write(() -> clients.insert(client))).isTrue();
  }

  private String original(TestDevice device, String scope, String prefix, Instant issued) {
    return original(device, scope, prefix, issued, Duration.ofDays(28));
  }

  /** A token as the original wrote it. */
  private String original(
      TestDevice device, String scope, String prefix, Instant issued, Duration lifetime) {
    String header = "{\"alg\":\"Ed25519\",\"typ\":\"JWT\"}";
    String claims =
        ("{\"scopes\":\"%s\",\"aud\":\"/textile/cafe/1.0.0\",\"exp\":%d,\"jti\":\"%s\",\"iat\":%d,"
                + "\"iss\":\"%s\",\"sub\":\"%s\"}")
            .formatted(
                scope,
                issued.plus(lifetime).getEpochSecond(),
                prefix + "ks" + issued.getEpochSecond() + device.peer().toString().substring(40),
                issued.getEpochSecond(),
                node.peerId(),
                device.peer());
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed =
        base64.encodeToString(header.getBytes(UTF_8))
            + "."
            + base64.encodeToString(claims.getBytes(UTF_8));
    Ed25519PrivateKey key = node.privateKey();
    return signed + "." + base64.encodeToString(key.sign(signed.getBytes(UTF_8)));
  }
}
