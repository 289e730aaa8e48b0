package cafe.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Database;
import cafe.identity.registration.Membership;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.PeerId;
import cafe.testkit.Letters;
import cafe.testkit.OnPostgresql;
import cafe.testkit.Overlap;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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
  void nothingStaysThatCameWhileTheClientLeft() {
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    PeerId ada = TestDevice.create().register(base, token).peer();
    TestDevice eve = TestDevice.create();
    Deliveries.Steps once = Supplier::get;
    AtomicReference<Deliveries.Outcome> outcome = new AtomicReference<>();
    AtomicBoolean left = new AtomicBoolean();
    Delivery letter = new Delivery(eve.peer(), ada.toString(), Letters.of(eve, "just now"));
    Overlap overlap = new Overlap(database, session);
    overlap.run(
        () -> outcome.set(deliveries.deliver(letter, once)), () -> left.set(membership.leave(ada)));
    assertThat(outcome).hasValue(Deliveries.Outcome.STORED);
    assertThat(left).isTrue();
    for (String table : new String[] {"inbox_messages", "inbox_counts"}) {
      assertThat(overlap.number("select count(*) from " + table + " where client = '" + ada + "'"))
          .as(table)
          .isZero();
    }
  }
}
