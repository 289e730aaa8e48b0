package cafe.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Database;
import cafe.identity.registration.Membership;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.PeerId;
import cafe.testkit.Letters;
import cafe.testkit.OnPostgresql;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A delivery and its recipient's leaving, at once: on SQLite they come one after the other. */
@QuarkusTest
@TestProfile(OnPostgresql.class)
class PostgresqlLeavingTest {

  @TestHTTPResource URI base;
  @Inject Database database;
  @Inject Deliveries deliveries;
  @Inject Membership membership;
  @Inject AccessTokens tokens;
  @Inject StatelessSession session;

  @Test
  @Timeout(60)
  void nothingStaysThatCameWhileTheClientLeft() throws Exception {
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    PeerId ada = TestDevice.create().register(base, token).peer();
    TestDevice eve = TestDevice.create();
    Deliveries.Steps once = Supplier::get;
    CountDownLatch delivered = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    CompletableFuture<Deliveries.Outcome> outcome = new CompletableFuture<>();
    Delivery letter = new Delivery(eve.peer(), ada.toString(), Letters.of(eve, "just now"));
    Thread delivering =
        Thread.startVirtualThread(
            () ->
                database.write(
                    () -> {
                      outcome.complete(deliveries.deliver(letter, once));
                      delivered.countDown();
                      await(commit);
                    }));
    delivered.await();
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    Thread leaving = Thread.startVirtualThread(() -> left.complete(membership.leave(ada)));
    while (!someoneWaits() && !left.isDone()) {
      Thread.sleep(5);
    }
    commit.countDown();
    delivering.join();
    leaving.join();
    assertThat(outcome.join()).isEqualTo(Deliveries.Outcome.STORED);
    assertThat(left.join()).isTrue();
    for (String table : new String[] {"inbox_messages", "inbox_counts"}) {
      assertThat(number("select count(*) from " + table + " where client = '" + ada + "'"))
          .as(table)
          .isZero();
    }
  }

  private boolean someoneWaits() {
    return number("select count(*) from pg_locks where not granted") > 0;
  }

  private long number(String query) {
    return database.read(() -> session.createNativeQuery(query, Long.class).getSingleResult());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
