package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Database;
import cafe.database.Outbox;
import cafe.identity.registration.ChallengeRepository;
import cafe.identity.registration.Challenges;
import cafe.identity.sessions.SessionRepository;
import cafe.identity.sessions.Sessions;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What no room's own test waits for: rows that the jobs of every hour remove, not an hour before
 * they may. Run on each database.
 */
abstract class RetentionContract {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject Sessions sessions;
  @Inject SessionRepository sessionRows;
  @Inject Challenges challenges;
  @Inject ChallengeRepository challengeRows;
  @Inject Outbox outbox;
  @Inject Database database;
  @Inject TestClock clock;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @Test
  void sessionsStayADayLongerThanTheirTokens() throws Exception {
    String token = tokens.create(new NewAccessToken("retention", null, null)).text();
    TestDevice device = TestDevice.create().register(base, token);
    String claims = device.access().split("[.]")[1];
    String session =
        new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8)
            .replaceAll(".*\"jti\":\"([^\"]+)\".*", "$1");
    clock.advance(Duration.ofDays(57).minusHours(1));
    forget(sessions);
    assertThat(database.read(() -> sessionRows.find(session))).isPresent();
    clock.advance(Duration.ofHours(2));
    forget(sessions);
    assertThat(database.read(() -> sessionRows.find(session))).isEmpty();
  }

  @Test
  void challengesStayUntilTheirUseCannotBeRepeated() throws Exception {
    String value = challenges.create(TestDevice.create().address(), "127.0.0.1").value();
    clock.advance(Duration.ofMinutes(11).minusSeconds(20));
    forget(challenges);
    assertThat(database.read(() -> challengeRows.find(value))).isPresent();
    clock.advance(Duration.ofSeconds(40));
    forget(challenges);
    assertThat(database.read(() -> challengeRows.find(value))).isEmpty();
  }

  @Test
  void eventsStayAWeek() throws Exception {
    String topic = "test." + UUID.randomUUID();
    database.write(() -> outbox.append(topic, "a", "one"));
    clock.advance(Duration.ofDays(7).minusHours(1));
    forget(outbox);
    assertThat(outbox.after(topic, Outbox.Cursor.START, 10)).hasSize(1);
    clock.advance(Duration.ofHours(2));
    forget(outbox);
    assertThat(outbox.after(topic, Outbox.Cursor.START, 10)).isEmpty();
  }

  /** Runs a bean's job, as its schedule does. */
  private static void forget(Object bean) throws ReflectiveOperationException {
    Object itself = ClientProxy.unwrap(bean);
    Method job = itself.getClass().getDeclaredMethod("forget");
    job.setAccessible(true);
    job.invoke(itself);
  }
}
